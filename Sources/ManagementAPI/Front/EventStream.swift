// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Serving

/// Writes a watch as lines of JSON.
struct EventStream: Sendable {
  let context: Context
  let presentation: Presentation
  let included: Table.Included
  let wantsBookmarks: Bool

  /// Until the watch ends, or the client goes. A failure is the last event.
  func write(_ feed: Feed, to writer: ResponseWriter) async throws {
    defer { feed.stop() }
    do {
      while let event = try await feed.next() {
        if event.kind == .bookmark, !wantsBookmarks { continue }
        try await writer.write(Self.line(event.kind.rawValue, try json(of: event.item)))
      }
    } catch let error as StatusError {
      try await writer.write(Self.line("ERROR", JSON.bytes(error.value)))
    }
  }

  private func json(of item: Reply.Item) throws(StatusError) -> [UInt8] {
    guard presentation != .plain else { return item.json }
    return JSON.bytes(try presentation.present(item.value, context, included))
  }

  private static func line(_ type: String, _ json: [UInt8]) -> [UInt8] {
    let head = "{\"type\":\"\(type)\",\"object\":"
    var line: [UInt8] = []
    line.reserveCapacity(head.utf8.count + json.count + 2)
    line += head.utf8
    line += json
    line += "}\n".utf8
    return line
  }
}
