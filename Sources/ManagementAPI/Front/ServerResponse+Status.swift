// SPDX-License-Identifier: Apache-2.0

import HTTP
import Kube
import Manifest
import Serving

extension ServerResponse {
  static func json(
    _ pieces: [[UInt8]], status: Int = 200, warnings: [String] = []
  ) -> ServerResponse {
    var response = ServerResponse(status, ["Content-Type": "application/json"], .pieces(pieces))
    for warning in warnings {
      // 299 is "miscellaneous persistent warning"; the agent is left out, as Kubernetes leaves it out.
      response.headers.add("Warning", "299 - \(JSON.text(.string(warning)))")
    }
    return response
  }

  static func plain(_ text: String) -> ServerResponse {
    ServerResponse(200, ["Content-Type": "text/plain; charset=utf-8"], .bytes(Array(text.utf8)))
  }

  static func failure(_ error: StatusError) -> ServerResponse {
    var response = json([JSON.bytes(error.value)], status: error.code)
    if error.details.retryAfterSeconds > 0 {
      response.headers.add("Retry-After", String(error.details.retryAfterSeconds))
    }
    if error.code == 401 { response.headers.add("WWW-Authenticate", "Bearer") }
    return response
  }
}
