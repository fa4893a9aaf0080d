// SPDX-License-Identifier: Apache-2.0

import HTTP
import Log

/// Why a Docker Engine did not do what it was asked for.
package struct DockerError: Failure {
  package let action: String
  package let cause: String
  package let hint: String?

  /// What the engine answered with; nil where it did not answer.
  package let status: Int?

  init(_ action: String, _ cause: String, hint: String? = nil, status: Int? = nil) {
    self.action = action
    self.cause = cause
    self.hint = hint
    self.status = status
  }

  init(_ action: String, _ error: HTTPError, at endpoint: DockerEndpoint) {
    let isUnreachable = error.isConnectionRefused || error.isNameResolution
    self.init(
      action, "the Docker Engine at \(endpoint.address) does not answer: \(error.cause)",
      hint: isUnreachable ? "start Docker, or name another engine in DOCKER_HOST" : error.hint)
  }

  /// There is no container, network, image or the like of that name.
  package var isNotFound: Bool { status == 404 }

  /// The name is taken, or the thing is in the wrong state for what was asked.
  package var isConflict: Bool { status == 409 }
}
