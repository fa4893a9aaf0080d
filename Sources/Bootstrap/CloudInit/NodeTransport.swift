// SPDX-License-Identifier: Apache-2.0

package import Log

/// A program to run on a machine.
package struct NodeCall: Sendable {
  /// The program and its arguments, which others on the machine can see: no secrets.
  package var arguments: [String]

  /// What it reads on its standard input, which nobody else sees.
  package var input: Secret<[UInt8]>

  package init(_ arguments: [String], input: Secret<[UInt8]> = Secret([])) {
    self.arguments = arguments
    self.input = input
  }
}

/// How a program on a machine ended, and what it wrote.
package struct NodeReply: Sendable, Hashable {
  package var status: Int32
  package var output: [UInt8]
  package var errorOutput: [UInt8]

  package init(status: Int32, output: [UInt8] = [], errorOutput: [UInt8] = []) {
    self.status = status
    self.output = output
    self.errorOutput = errorOutput
  }
}

/// The way onto a machine, as root: Docker's exec, SSH, or a folder in a test.
///
/// A status other than 0 is a reply. Errors are for a machine that cannot be reached, or has gone.
package protocol NodeTransport: Sendable {
  func run(_ call: NodeCall) async throws -> NodeReply

  /// Puts a file at an absolute path, with the folders it takes. It belongs to root.
  func upload(_ bytes: Secret<[UInt8]>, to path: String, mode: Int) async throws
}

extension NodeTransport {
  /// Through a shell, for want of a better way: what it needs is on every Linux.
  package func upload(_ bytes: Secret<[UInt8]>, to path: String, mode: Int) async throws {
    let file = NodeFile(path: path, bytes: bytes, mode: mode)
    let reply = try await run(NodeFile.call(for: [file]))
    guard reply.status == 0 else {
      throw BootstrapError(
        "upload \(path)", String(decoding: reply.errorOutput, as: UTF8.self).trimmed)
    }
  }
}

extension String {
  /// Without blanks and line ends around it.
  var trimmed: String {
    var text = self[...]
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text.drop { $0.isWhitespace })
  }
}
