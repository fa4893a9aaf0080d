// SPDX-License-Identifier: Apache-2.0

/// What a command did, from its beginning to its end.
package struct SSHResult: Sendable, Equatable {
  package let output: [UInt8]
  package let errorOutput: [UInt8]
  package let exit: SSHExit

  package var text: String { String(decoding: output, as: UTF8.self) }
  package var errorText: String { String(decoding: errorOutput, as: UTF8.self) }
}

extension SSHConnection {
  /// Runs a command to its end, whatever its exit code is.
  ///
  /// More output than `limit` bytes, both streams together, is an error.
  package func run(
    _ command: String, input: [UInt8] = [], limit: Int = 16 << 20,
    deadline: ContinuousClock.Instant? = nil
  ) async throws(SSHError) -> SSHResult {
    let channel = open(command, deadline: deadline)
    if !input.isEmpty { try await channel.write(input) }
    channel.endInput()
    var (output, errors): ([UInt8], [UInt8]) = ([], [])
    while let piece = try await channel.read() {
      switch piece {
      case .output(let bytes): output += bytes
      case .error(let bytes): errors += bytes
      }
      guard output.count + errors.count <= limit else {
        throw SSHError(channel.core.action, "the output is larger than \(limit) bytes")
      }
    }
    return SSHResult(output: output, errorOutput: errors, exit: try await channel.exit())
  }
}
