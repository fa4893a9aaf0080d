// SPDX-License-Identifier: Apache-2.0

import HTTP
package import Manifest

/// What tells which resources it serves, by the documents at `/api` and `/apis`.
package protocol Discoverable: Sendable {
  /// The document at a path below the server's root, in the first of the forms that `accept` lists and
  /// the server knows.
  func document(_ path: String, accept: String) async throws(StatusError) -> Value
}

extension RemoteClient: Discoverable {
  package func document(_ path: String, accept: String) async throws(StatusError) -> Value {
    var request = request("GET", path)
    request.headers["Accept"] = accept
    request.acceptsCompression = true
    let plan = Plan(action: "get \(path)", priority: .read, mayBeRepeated: true)
    return try await answer(to: request, plan).value
  }
}
