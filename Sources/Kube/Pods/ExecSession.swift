// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What a server's messages tell of a program's run. Each begins with the number of its channel.
struct ExecSession {
  private static let output: UInt8 = 1
  private static let error: UInt8 = 2
  private static let status: UInt8 = 3
  static let input: UInt8 = 0
  /// Since v5: the channel named by the next byte has ended.
  static let ended: UInt8 = 255

  enum News: Hashable {
    case bytes(PodExec.Stream, [UInt8])
    /// It has ended, with this exit status.
    case ended(Int32)
    case nothing
  }

  static func read(_ message: [UInt8]) throws(StatusError) -> News {
    let bytes = Array(message.dropFirst())
    switch message.first {
    case output: return bytes.isEmpty ? .nothing : .bytes(.output, bytes)
    case error: return bytes.isEmpty ? .nothing : .bytes(.error, bytes)
    case status: return .ended(try exitCode(bytes))
    default: return .nothing
    }
  }

  /// The exit status in the last word of the server.
  private static func exitCode(_ bytes: [UInt8]) throws(StatusError) -> Int32 {
    guard let value = try? JSON.parse(bytes) else {
      throw .internalError("the status of the program cannot be read")
    }
    guard let failure = StatusError(value) else { return 0 }
    let code = failure.details.causes.first { $0.reason == "ExitCode" }.flatMap {
      Int32($0.message)
    }
    guard let code else { throw failure }
    return code
  }
}
