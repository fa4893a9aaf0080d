// SPDX-License-Identifier: Apache-2.0

import API
import CommandLine
import Kube
import Views

extension Verb {
  static let explain = Verb(
    "explain", "Say what stands in the way", verbs: [explainReady, explainDelete])

  private static let explainReady = Verb(
    "ready", "Say why an object is not ready",
    details: """
      Follows what the object stands on, and tells the way to what truly stands in it, since when, and what to do.
      """,
    examples: [Example("A cluster", "capctl explain ready cluster/demo")],
    takes: Session.flags, [ThingFlags.thing, Argument("NAME", .oneOrNone)]
  ) { input in
    try await explain(input) { $0.readiness(of: $1) }
  }

  private static let explainDelete = Verb(
    "delete", "Say why an object is not gone",
    examples: [Example("A cluster", "capctl explain delete cluster/demo")],
    takes: Session.flags, [ThingFlags.thing, Argument("NAME", .oneOrNone)]
  ) { input in
    try await explain(input) { $0.deletion(of: $1) }
  }

  private static func explain(
    _ input: Invocation, _ look: (Explainer, Object) -> Explanation
  ) async throws -> ExitCode {
    try await Session.run(input) { session in
      let parts = try ThingWords(input.arguments).parts
      guard let part = parts.first, let name = part.names.first, parts.count == 1,
        part.names.count == 1
      else { throw ViewError("explain", "one object is to be named", hint: "write KIND/NAME") }
      let resource = try await session.kinds.resource(part.kind)
      let root = try await session.get(resource, name)
      let graph = ObjectGraph(try await everything(with: root, session))
      try input.console.write(look(Explainer(graph), root).text(at: .now()))
      return .done
    }
  }

  /// All objects of our kinds beside one; those that follow git wherever they are.
  private static func everything(with root: Object, _ session: Session) async throws -> [Object] {
    var found = [root]
    for kind in Kinds.all {
      let isFlux = kind.group.hasSuffix("fluxcd.io")
      let place = Address(
        kind.resource(), namespace: isFlux ? nil : root.namespace ?? session.namespace)
      do throws(StatusError) {
        found += try await session.client.listAll(place).items
      } catch {
        // Another Kubernetes need not have all kinds.
        guard error.isNotFound else { throw error }
      }
    }
    return found
  }
}
