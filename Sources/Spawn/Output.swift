// SPDX-License-Identifier: Apache-2.0

import CSpawn

/// What a program left behind that ended as its `Command` accepts.
package struct Output: Sendable, Equatable {
  package let exitCode: Int32

  /// All of standard output; empty where it was handed over line by line.
  package let bytes: [UInt8]

  /// The end of standard error.
  package let errorBytes: [UInt8]

  /// Standard output as text; what is no UTF-8 becomes U+FFFD.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  package var errorText: String { String(decoding: errorBytes, as: UTF8.self) }
}

/// How a program ended.
package enum Status: Sendable, Hashable, CustomStringConvertible {
  case exited(Int32)
  case killed(signal: Int32)

  /// The reading of what `waitpid` reports.
  init(raw: Int32) {
    let signal = raw & 0x7f
    self = signal == 0 ? .exited((raw >> 8) & 0xff) : .killed(signal: signal)
  }

  package var description: String {
    switch self {
    case .exited(let code): "exit status \(code)"
    case .killed(let signal): "killed by \(Self.name(of: signal))"
    }
  }

  private static func name(of signal: Int32) -> String {
    guard let name = unsafe sigabbrev_np(signal) else { return "signal \(signal)" }
    return unsafe "SIG" + String(cString: name)
  }
}

/// One line that a running program wrote, without its newline.
package struct Line: Sendable, Equatable {
  package enum Source: Sendable { case output, error }

  package let source: Source
  package let text: String
}
