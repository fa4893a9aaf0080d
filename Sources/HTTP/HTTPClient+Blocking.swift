// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

extension HTTPClient {
  /// Starts `request` for a thread that may block, such as one inside a callback of libgit2.
  ///
  /// ``HTTPCall/wait()`` gives the answer's head, ``HTTPResponseBody/nextBlocking()`` its body, and
  /// an ``HTTPBodyWriter`` takes the request's body meanwhile.
  package func call(_ request: HTTPRequest) -> HTTPCall { HTTPCall(request, on: self) }
}

/// A request under way, as seen from a thread of its own: never one of Swift's, which may not wait.
package final class HTTPCall: Sendable {
  private let task: Task<Void, Never>
  private let result = ResultBox()

  fileprivate init(_ request: HTTPRequest, on client: HTTPClient) {
    task = Task { [result] in
      do throws(HTTPError) {
        result.set(.success(try await client.send(request)))
      } catch { result.set(.failure(error)) }
    }
  }

  /// Blocks until the head of the answer is there.
  package func wait() throws(HTTPError) -> HTTPResponse { try result.wait().get() }

  /// Stops it, from whichever thread: the waiting one gets an error that `isCancelled`.
  package func cancel() {
    task.cancel()
    if case .success(let response) = result.value { response.body.cancel() }
  }
}

private final class ResultBox: Sendable {
  private let arrived = DispatchSemaphore(value: 0)
  private let stored = Mutex<Result<HTTPResponse, HTTPError>?>(nil)

  var value: Result<HTTPResponse, HTTPError>? { stored.withLock(\.self) }

  func set(_ result: Result<HTTPResponse, HTTPError>) {
    stored.withLock { $0 = result }
    arrived.signal()
  }

  func wait() -> Result<HTTPResponse, HTTPError> {
    while true {
      if let value { return value }
      arrived.wait()
    }
  }
}
