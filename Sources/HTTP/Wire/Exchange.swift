// SPDX-License-Identifier: Apache-2.0

/// One request on its way and the answer to it: all that the caller's side and the loop share.
final class Exchange: Sendable {
  let id: UInt64
  let request: HTTPRequest
  let target: URLParts
  /// The proxy to go through, if any; its exceptions are libcurl's business.
  let proxy: ProxyRoute
  let started = ContinuousClock.now
  /// When the whole of it must be done.
  let deadline: ContinuousClock.Instant?

  let head = OneShot<Result<ResponseHead, HTTPError>>()
  let upload: BytePipe?
  let download: BytePipe

  init(
    _ id: UInt64, _ request: HTTPRequest, to target: URLParts, over proxy: ProxyRoute,
    by deadline: ContinuousClock.Instant?
  ) {
    self.id = id
    self.request = request
    self.target = target
    self.proxy = proxy
    self.deadline = deadline
    self.upload = request.body.pipe()
    self.download = BytePipe(capacity: request.multiplexes ? 64 << 20 : 256 << 10)
  }

  /// The end, good or bad, of everything that may still be waited for.
  func finish(throwing error: HTTPError? = nil) {
    let headless = self.error(
      .interrupted, "the server closed the connection within its headers")
    head.set(.failure(error ?? headless))
    download.finish(throwing: error)
    upload?.abandon(throwing: error ?? self.error(.body, "the answer came before all was sent"))
  }

  func error(_ kind: HTTPError.Kind, _ cause: String, hint: String? = nil) -> HTTPError {
    HTTPError(kind, action: "\(request)", cause: cause, hint: hint)
  }
}

extension HTTPBody {
  var length: Int? {
    switch self {
    case .none: 0
    case .bytes(let bytes): bytes.count
    case .stream(_, let length), .pipe(_, let length): length
    }
  }

  /// Where the loop reads it from, if it is made piece by piece.
  fileprivate func pipe() -> BytePipe? {
    switch self {
    case .none, .bytes: nil
    case .pipe(let pipe, _): pipe
    case .stream(let source, _): fed(by: source)
    }
  }

  private func fed(by source: any AsyncSequence<[UInt8], any Error> & Sendable) -> BytePipe {
    let pipe = BytePipe()
    let feeder = Task {
      do {
        for try await bytes in source {
          guard await pipe.write(bytes) else { return }
        }
        pipe.finish()
      } catch {
        pipe.finish(
          throwing: HTTPError(
            .body, action: "read the request body", cause: "the request body failed: \(error)"))
      }
    }
    pipe.whenAbandoned { feeder.cancel() }
    return pipe
  }
}
