// SPDX-License-Identifier: Apache-2.0

package import Bootstrap
import Log
package import SSH

/// The way onto a machine with an SSH server, as root or as somebody who may become root unasked.
package struct SSHTransport: NodeTransport {
  private let connection: SSHConnection
  private let limit: Duration

  /// No program may take longer than `limit`: a kubeadm that waits for ever is to be told of.
  package init(over connection: SSHConnection, limit: Duration = .seconds(1800)) {
    self.connection = connection
    self.limit = limit
  }

  package func run(_ call: NodeCall) async throws -> NodeReply {
    let way = connection.endpoint.user == "root" ? [] : ["sudo", "-n", "--"]
    // Words are one line for a shell over there, which is to read nothing into them.
    let command = (way + call.arguments).map(shellQuoted).joined(separator: " ")
    let result = try await connection.run(
      command, input: call.input.reveal(), deadline: .now + limit)
    var reply = NodeReply(status: 0, output: result.output, errorOutput: result.errorOutput)
    switch result.exit {
    case .code(let code): reply.status = code
    // As a shell has it of a program that a signal ended, whichever it was.
    case .signal(let name):
      reply.status = 128
      reply.errorOutput += Array("ended by signal \(name)\n".utf8)
    }
    return reply
  }
}
