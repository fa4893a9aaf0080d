// SPDX-License-Identifier: Apache-2.0

import API
import CommandLine
import HTTP
import Kube
import Log
import Views

extension Verb {
  static let logs = Verb(
    "logs", "Show what a machine's own programs wrote", verbs: [logsMachine])

  private static let tail = Flag<Int>.number(
    "tail", default: 100, help: "The last so many lines of each part; all if -1.")

  private static let logsMachine = Verb(
    "machine", "Show how a node was started, bootstrapped, and what its kubelet says",
    details: """
      Of a machine that is a container: what its bootstrap data came to, the last lines of its console and of the kubelet's \
      journal. The engine is the one that docker itself would use. Of a machine that is a host: the same without a \
      console, over SSH, as its SSHHost says.
      """,
    examples: [Example("One machine", "capctl logs machine demo-md-0-abc --tail=20")],
    takes: [tail] + Session.flags,
    [
      Argument(
        "NAME", completion: .dynamic { typed in await Session.names(of: "machines", for: typed) })
    ]
  ) { input in
    try await Session.run(input) { session in
      let resource = try await session.kinds.resource("machines.\(Kind.machine.group)")
      let machine = Machine(try await session.get(resource, input.arguments[0]))
      let parts = try await parts(of: machine, LogTail(input[tail]), session)
      for part in parts { try input.console.write("== \(part.title)\n\(part.text)\n") }
      return .done
    }
  }

  private static func parts(
    of machine: Machine, _ tail: LogTail, _ session: Session
  ) async throws -> [LogPart] {
    let action = "read the logs of Machine \(machine.name)"
    guard let reference = machine.infrastructureRef else {
      throw ViewError(action, "it has no infrastructure yet")
    }
    switch reference.kind {
    case Kind.dockerMachine.kind:
      let http = HTTPClient(environment: processEnvironment())
      defer { Task { await http.shutdown() } }
      return try await ContainerNode(reference.name, over: http).parts(tail)
    case Kind.sshMachine.kind:
      return try await HostNode.of(machine, reference.name, session).parts(tail)
    case Kind.azureMachine.kind:
      let id = machine.providerID.map { $0.replacing("azure://", with: "") }
      throw ViewError(
        action, "Azure keeps what a virtual machine writes, and capctl does not ask for it",
        hint: id.map { "az vm boot-diagnostics get-boot-log --ids \($0)" }
          ?? "capctl explain ready machine/\(machine.name) says what its conditions know")
    default:
      throw ViewError(
        action, "a machine that is a \(reference.kind) cannot be looked into from here",
        hint: "capctl explain ready machine/\(machine.name) says what its conditions know")
    }
  }
}
