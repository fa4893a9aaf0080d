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

  /// Until the watch ends, the client goes, or the time is up. A failure is the last event.
  func write(_ watch: Watch, to writer: ResponseWriter, for limit: Duration?) async throws {
    // A client that sets no limit is asked to come again within the hour, so that load moves on.
    let limit = limit ?? .seconds(Int.random(in: 1800...3600))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await write(watch, to: writer) }
      group.addTask { try await Task.sleep(for: limit) }
      // The first to end ends the other.
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private func write(_ watch: Watch, to writer: ResponseWriter) async throws {
    do {
      for try await event in watch {
        if case .bookmark = event, !wantsBookmarks { continue }
        let value = try presentation.present(event.object.value, context, included)
        try await writer.write(Self.line(event.type, value))
      }
    } catch let error as StatusError {
      try await writer.write(Self.line("ERROR", error.value))
    }
  }

  private static func line(_ type: String, _ object: Value) -> [UInt8] {
    JSON.bytes(["type": .string(type), "object": object]) + [UInt8(ascii: "\n")]
  }
}
