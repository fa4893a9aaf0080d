// SPDX-License-Identifier: Apache-2.0

package import Bootstrap
package import Docker
import Log

/// The way into a node that is a container: Docker's exec.
package struct ContainerTransport: NodeTransport {
  package let engine: DockerEngine
  /// Its name or id.
  package let container: String

  package init(_ container: String, in engine: DockerEngine) {
    self.container = container
    self.engine = engine
  }

  package func run(_ call: NodeCall) async throws -> NodeReply {
    // Without input nothing has to be there but the program.
    let isSilent = call.input.reveal().isEmpty
    var exec = Exec(call.arguments, input: isSilent ? .none : .bytes(call.input))
    exec.environment = ["HOME=/root"]
    let reply = try await engine.run(exec, in: container)
    return NodeReply(
      status: reply.status, output: reply.output, errorOutput: reply.errorOutput)
  }
}

extension NodeReply {
  /// What to show of a failure: the last thing that was written.
  var complaint: String {
    let text = String(decoding: errorOutput.isEmpty ? output : errorOutput, as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).last.map(String.init) ?? "status \(status)"
  }
}
