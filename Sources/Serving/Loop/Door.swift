// SPDX-License-Identifier: Apache-2.0

/// Where clients come in.
struct Door {
  /// What a client meets there.
  enum Entrance: Sendable {
    case plain
    case tls(TLSContext)
    /// Nobody has come yet, and nothing is set up for those who might.
    case asleep(HTTPServer.Identify)
    /// The first ones have come, and wait in the kernel's queue.
    case waking(HTTPServer.Identify)
  }

  let socket: ListeningSocket
  var entrance: Entrance
  /// What every path begins with that is asked for here.
  let root: String

  /// Whether clients are let in, or would be.
  var isAwake: Bool {
    if case .waking = entrance { false } else { true }
  }
}
