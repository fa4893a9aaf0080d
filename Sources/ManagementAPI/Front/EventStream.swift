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
  func write(_ watch: Watch, to writer: ResponseWriter) async throws {
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
