// SPDX-License-Identifier: Apache-2.0

import HTTP

/// The handler's side of one request: runs on Swift's threads, and hands the answer over.
struct Answer: Sendable {
  let request: ServerRequest
  let exchange: Exchange

  /// The connection ends with this answer.
  let closes: Bool

  /// The client speaks HTTP/1.0.
  let isOld: Bool

  func give(_ handler: HTTPServer.Handler) async {
    let response = await handler(request)
    let isBare = request.method == "HEAD" || response.status == 204 || response.status == 304
    switch response.body {
    case .pieces(let pieces):
      let head = head(of: response, .bytes(pieces.reduce(0) { $0 + $1.count }))
      exchange.send(isBare ? [head] : [head] + pieces, ending: .complete)
    case .stream(let produce):
      let head = head(of: response, isOld ? .untilClose : .chunked)
      if isBare { return exchange.send([head], ending: .complete) }
      exchange.send([head], isStream: true)
      await stream(produce)
    }
  }

  private func stream(_ produce: (ResponseWriter) async throws -> Void) async {
    let end = isOld ? [] : [StreamChunk.last]
    do {
      try await produce(ResponseWriter(exchange, isChunked: !isOld))
      exchange.send(end, ending: .complete)
    } catch {
      // A cancelled stream was asked to end, and has; any other has failed.
      exchange.send(Task.isCancelled ? end : [], ending: Task.isCancelled ? .complete : .brokenOff)
    }
  }

  private func head(of response: ServerResponse, _ length: ResponseHead.Length) -> [UInt8] {
    ResponseHead(response, length, closes: closes).bytes
  }
}
