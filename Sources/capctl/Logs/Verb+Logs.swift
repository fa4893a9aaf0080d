// SPDX-License-Identifier: Apache-2.0

import API
import CommandLine
import Docker
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
      journal. The engine is the one that docker itself would use.
      """,
    examples: [Example("One machine", "capctl logs machine demo-md-0-abc --tail=20")],
    takes: [tail] + Session.flags,
    [Argument("NAME", completion: .dynamic { _ in await Session.names(of: "machines") })]
  ) { input in
    try await Session.run(input) { session in
      let resource = try await session.kinds.resource("machines.\(Kind.machine.group)")
      let machine = Machine(try await session.get(resource, input.arguments[0]))
      let http = HTTPClient(environment: processEnvironment())
      defer { Task { await http.shutdown() } }
      let node = try ContainerNode(of: machine, over: http)
      for part in try await node.parts(tail: input[tail]) {
        try input.console.write("== \(part.title)\n\(part.text)\n")
      }
      return .done
    }
  }
}

/// A machine that is a container, as its engine shows it.
private struct ContainerNode {
  private let container: String
  private let engine: DockerEngine

  struct Part {
    let title: String
    let text: String
  }

  init(of machine: Machine, over http: HTTPClient) throws {
    let action = "read the logs of Machine \(machine.name)"
    guard let reference = machine.infrastructureRef else {
      throw ViewError(action, "it has no infrastructure yet")
    }
    guard reference.kind == Kind.dockerMachine.kind else {
      throw ViewError(
        action, "a machine that is a \(reference.kind) cannot be looked into from here",
        hint: "capctl explain ready machine/\(machine.name) says what its conditions know")
    }
    container = reference.name
    engine = DockerEngine(
      at: try DockerEndpoint.found(in: processEnvironment()), over: http)
  }

  func parts(tail: Int) async throws -> [Part] {
    var console: [UInt8] = []
    try await engine.readLog(of: container, within: .seconds(60)) { bytes in
      console += bytes
      return console.count < 64 << 20
    }
    let count = tail < 0 ? "all" : String(tail)
    return [
      Part(title: "console", text: Self.last(tail, of: String(decoding: console, as: UTF8.self))),
      Part(title: "bootstrap", text: try await output(of: Self.bootstrap)),
      Part(
        title: "kubelet",
        text: try await output(of: "journalctl --no-pager -u kubelet -n \(count) 2>&1")),
    ]
  }

  /// What capctl left there of what it did.
  private static let bootstrap = """
    cd /var/lib/capctl 2>/dev/null || { echo "not begun"; exit 0; }
    for name in done failed begun; do
      if [ -e "$name" ]; then echo "$name"; [ "$name" = begun ] || cat "$name"; exit 0; fi
    done
    echo "not begun"
    """

  private func output(of script: String) async throws -> String {
    let reply = try await engine.run(Exec(["/bin/sh", "-c", script]), in: container)
    return Self.last(-1, of: String(decoding: reply.output + reply.errorOutput, as: UTF8.self))
  }

  /// Without what would make a terminal do something.
  private static func last(_ count: Int, of text: String) -> String {
    let plain = String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter {
          $0 == "\n" || $0 == "\t" || $0.value >= 0x20 && $0.value != 0x7F
        }))
    let lines = plain.split(separator: "\n")
    return (count < 0 ? lines[...] : lines.suffix(count)).joined(separator: "\n")
  }
}
