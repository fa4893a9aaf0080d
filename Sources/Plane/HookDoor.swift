// SPDX-License-Identifier: Apache-2.0

package import HTTP
import Serving
import Synchronization

/// Where others knock who have no login: calls of `/hook/…`, answered by whom the program names.
package final class HookDoor: Sendable {
  /// Is given the rest of the address, the headers and the body, and says the status of the answer.
  package typealias Handler =
    @Sendable (_ id: String, _ headers: HTTPHeaders, _ body: [UInt8]) -> Int

  private let handler = Mutex<Handler?>(nil)

  package func open(_ new: @escaping Handler) { handler.withLock { $0 = new } }

  /// Nil for all other requests.
  func answer(_ request: ServerRequest) -> ServerResponse? {
    let prefix = "/hook/"
    guard request.path.hasPrefix(prefix), let handler = handler.withLock({ $0 }) else { return nil }
    guard request.method == "POST" else { return ServerResponse(405) }
    return ServerResponse(
      handler(String(request.path.dropFirst(prefix.count)), request.headers, request.body))
  }
}
