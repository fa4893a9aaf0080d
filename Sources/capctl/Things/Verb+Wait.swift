// SPDX-License-Identifier: Apache-2.0

import API
import CommandLine
import Kube
import Log
import Views

extension Verb {
  private static let goal = Flag<String?>.optionalText(
    "for",
    help: """
      condition=NAME or condition=NAME=VALUE, delete, create, or jsonpath={PATH}=VALUE.
      """
  ).completed(by: .words(["condition=Available", "condition=Ready", "delete", "create"]))

  static let waitTimeout = Flag<String>.text(
    "timeout", default: "30s", help: "How long to wait at most: 30s, 10m; less than zero is a week."
  )

  private static let waitsForAll = Flag<Bool>.toggle("all", help: "All objects of the kind.")

  private static let revision = Flag<String?>.optionalText(
    "revision",
    help: """
      A commit: until the Kustomization, management in capctl-system if none is named, has applied it, and every \
      Cluster in it is available and up to date.
      """)

  static let wait = Verb(
    "wait", "Wait until objects are as they should be",
    details: """
      While it waits it says what the objects' own conditions say stands in the way; it fails when the time is up.
      """,
    examples: [
      Example("A cluster", "capctl wait --for=condition=Available --timeout=10m cluster/demo"),
      Example(
        "A commit, in a pipeline", "capctl wait --revision=$(git rev-parse HEAD) --timeout=30m"),
      Example("Its end", "capctl wait --for=delete cluster/demo --timeout=10m"),
    ],
    takes: [goal, revision, waitTimeout, waitsForAll] + ThingFlags.all + Session.flags,
    [
      Argument("KIND/NAME", .oneOrNone, completion: ThingFlags.thing.completion),
      ThingFlags.nameArgument,
    ]
  ) { input in
    if let commit = input[revision] { return try await wait(for: commit, input) }
    guard let text = input[goal] else {
      throw UsageError(
        "capctl wait", "--for is missing", hint: "write --for=condition=Available or --for=delete")
    }
    let goal = try WaitGoal(text)
    let deadline = try WaitLimit(input[waitTimeout]).deadline()
    return try await Session.run(input) { session in
      let choice = try await Choice(input, session)
      let targets = try await choice.targets(of: session, all: input[waitsForAll], "wait")
      guard !targets.isEmpty else {
        session.console.say("error: no matching resources found")
        return .notFound
      }
      for target in targets {
        if goal != .gone, goal != .there {
          // An object that is not there would be waited for in vain.
          _ = try await session.finding(target.resource, target.name) {
            () async throws(StatusError) in
            try await session.client.get(target.address)
          }
        }
        let waiting = Waiting(session: session, target: target, deadline: deadline)
        guard try await waiting.reach(goal) else { return .failed }
        session.console.tell("\(target.title) \(goal.outcome)\n")
      }
      return .done
    }
  }

  private static func wait(for commit: String, _ input: Invocation) async throws -> ExitCode {
    let deadline = try WaitLimit(input[waitTimeout]).deadline()
    return try await Session.run(input) { session in
      let target = try await followed(input, session)
      let waiting = Waiting(session: session, target: target, deadline: deadline)
      var told = ""
      var code = ExitCode.failed
      var calm = Calm(within: deadline.map { $0 - .now })
      let isOver = try await waiting.until(every: .seconds(1)) { object in
        guard let object else { throw StatusError.notFound(target.address) }
        let clusters = try await clusters(of: Kustomization(object), session)
        switch RevisionProgress(of: commit, in: object, clusters: clusters) {
        case .done(let words):
          guard clusters.isEmpty || calm.hasLasted(at: .now) else { return false }
          session.console.tell(words + "\n")
          code = .done
          return true
        case .failed(let words):
          session.console.say("error: \(words)")
          return true
        case .waiting(let words):
          calm.end()
          if words != told { session.console.say(words) }
          told = words
          return false
        }
      }
      return isOver ? code : .failed
    }
  }

  private static func followed(_ input: Invocation, _ session: Session) async throws -> Target {
    let resource = try await session.kinds.resource("kustomizations.\(Kind.kustomization.group)")
    guard !input.arguments.isEmpty else {
      return Target(resource, ManagementRepo.namespace, ManagementRepo.name)
    }
    let parts = try ThingWords(input.arguments).parts
    guard parts.count == 1, let name = parts[0].names.first else {
      throw ViewError("wait", "one Kustomization is to be named")
    }
    return Target(resource, session.namespace, name)
  }

  /// The Clusters among what a Kustomization applied.
  private static func clusters(
    of kustomization: Kustomization, _ session: Session
  ) async throws -> [Object] {
    let kind = Kind.cluster.groupKind
    let ours = kustomization.inventory.map(\.id).filter {
      $0.hasSuffix("_\(kind.group)_\(kind.kind)")
    }
    guard !ours.isEmpty else { return [] }
    let all = try await session.client.listAll(Address(Kind.cluster.resource())).items
    return all.filter { cluster in
      ours.contains("\(cluster.namespace ?? "")_\(cluster.name)_\(kind.group)_\(kind.kind)")
    }
  }
}

extension WaitGoal {
  /// What is said when it is met.
  fileprivate var outcome: String { self == .gone ? "deleted" : "condition met" }
}
