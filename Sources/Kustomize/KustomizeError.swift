// SPDX-License-Identifier: Apache-2.0

import Log
package import Manifest

/// Why a kustomization could not be built, or a part of it.
package struct KustomizeError: Failure, Hashable {
  package let action: String
  package let cause: String
  package let hint: String?

  /// Where the mistake stands, as far as it stands anywhere.
  package let position: Position?

  package init(_ action: String, _ cause: String, hint: String? = nil, at position: Position? = nil)
  {
    self.action = action
    self.cause = cause
    self.hint = hint
    self.position = position
  }
}

extension KustomizeError {
  /// A mistake in something that stands in a file.
  init(at position: Position, _ cause: String, hint: String? = nil) {
    self.init("build \(position)", cause, hint: hint, at: position)
  }

  /// What a reader of YAML said, of which the action names the place.
  init(_ error: ManifestError) {
    self.init(error.action, error.cause, hint: error.hint)
  }
}

/// A cause on its way to the place that knows what was being done, and where.
struct Fault: Error {
  let cause: String
  var hint: String?

  init(_ cause: String, hint: String? = nil) {
    self.cause = cause
    self.hint = hint
  }

  func at(_ position: Position) -> KustomizeError {
    KustomizeError(at: position, cause, hint: hint)
  }
}
