// SPDX-License-Identifier: Apache-2.0

import API
import CommandLine
import Kube
import Log
import Manifest
import Views

extension Verb {
  private static let withSource = Flag<Bool>.toggle(
    "with-source", help: "Of a Kustomization: fetch its repository first.")

  static let reconcile = Verb(
    "reconcile", "Have an object looked at now",
    details: """
      Of a GitRepository or Kustomization it waits until the request was answered, and says what came of it; other \
      objects are looked at whenever something about them changes, as this does.
      """,
    examples: [
      Example(
        "Follow git now",
        "capctl reconcile kustomization management -n capctl-system --with-source"),
      Example("A cluster", "capctl reconcile cluster demo"),
    ],
    takes: [withSource, waitTimeout] + Session.flags, NamedObject.arguments
  ) { input in
    let deadline = try WaitLimit(input[waitTimeout]).deadline()
    return try await Session.run(input) { session in
      let named = try await NamedObject(input, session, "reconcile")
      if input[withSource], let source = try await source(of: named) {
        guard try await request(source, deadline) else { return .failed }
      }
      return try await request(named.target, named.object, session, deadline) ? .done : .failed
    }
  }

  private static func source(of named: NamedObject) async throws -> NamedSource? {
    guard named.object.kind == Kind.kustomization.kind else {
      throw ViewError("reconcile \(named.target.plural)", "only a Kustomization has a source")
    }
    let kustomization = Kustomization(named.object)
    guard kustomization.sourceKind == Kind.gitRepository.kind else { return nil }
    let resource = try await named.session.kinds.resource("gitrepositories")
    let target = Target(resource, kustomization.sourceNamespace, kustomization.sourceName)
    let object = try await named.session.client.get(target.address)
    return NamedSource(session: named.session, target: target, object: object)
  }

  private struct NamedSource {
    let session: Session
    let target: Target
    let object: Object
  }

  private static func request(
    _ source: NamedSource, _ deadline: ContinuousClock.Instant?
  ) async throws -> Bool {
    try await request(source.target, source.object, source.session, deadline)
  }

  /// - Returns: Whether it went well, as far as that is told.
  private static func request(
    _ target: Target, _ object: Object, _ session: Session, _ deadline: ContinuousClock.Instant?
  ) async throws -> Bool {
    if object.spec["suspend"]?.bool == true {
      throw ViewError(
        "reconcile \(target.plural)", "it is suspended",
        hint: "capctl resume \(object.kind.lowercased()) \(object.name)")
    }
    let mark = Time.now().precise
    let patch: Value = [
      "metadata": ["annotations": .map([Annotations.requestedAt: .string(mark)])]
    ]
    _ = try await session.client.patch(.merge(patch), at: target.address)
    session.console.tell("\(target.title) annotated\n")
    guard object.groupVersionKind?.group.hasSuffix("fluxcd.io") == true else { return true }
    let waiting = Waiting(session: session, target: target, deadline: deadline)
    let goal = try WaitGoal("jsonpath={.status.lastHandledReconcileAt}=\(mark)")
    guard try await waiting.reach(goal) else { return false }
    let now = try await session.client.get(target.address)
    guard let ready = now.condition(ConditionTypes.ready) else { return true }
    let words = ready.message.flat
    if ready.status == .no {
      session.console.say("error: \(target.title): \(words)")
      return false
    }
    session.console.tell("\(target.title): \(words)\n")
    return true
  }

  static let suspend = Verb(
    "suspend", "Have nobody work on an object",
    details: """
      Sets spec.suspend of what follows git and of agents, spec.paused of a Cluster with all that belongs to it, and the \
      annotation cluster.x-k8s.io/paused of any other object.
      """,
    examples: [
      Example("Follow git no more", "capctl suspend kustomization management -n capctl-system"),
      Example("Leave a cluster as it is", "capctl suspend cluster demo"),
    ], takes: Session.flags, NamedObject.arguments
  ) { input in
    try await turn(input, isStopped: true)
  }

  static let resume = Verb(
    "resume", "Work on an object again",
    examples: [Example("A cluster", "capctl resume cluster demo")], takes: Session.flags,
    NamedObject.arguments
  ) { input in
    try await turn(input, isStopped: false)
  }

  private static func turn(_ input: Invocation, isStopped: Bool) async throws -> ExitCode {
    try await Session.run(input) { session in
      let named = try await NamedObject(input, session, isStopped ? "suspend" : "resume")
      let kind = named.target.resource.groupKind
      _ = try await named.patch(SwitchPatch.patch(of: kind, isStopped: isStopped))
      named.tell(isStopped ? "suspended" : "resumed")
      return .done
    }
  }
}
