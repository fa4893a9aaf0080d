// SPDX-License-Identifier: Apache-2.0

import API
import CommandLine
import Kube
import Manifest
import Views

extension Verb {
  static let rollout = Verb(
    "rollout", "Look after the replacement of machines",
    verbs: [rolloutStatus, rolloutRestart, rolloutPause, rolloutResume])

  private static let watchesRollout = Flag<Bool>.toggle(
    "watch", "w", default: true, help: "Wait until it is finished.")

  private static let rolloutTimeout = Flag<String>.text(
    "timeout", default: "0s", help: "How long to wait at most, as 30s or 5m; 0s is for ever.")

  private static let rolloutStatus = Verb(
    "status", "Show how far a roll-out has come",
    examples: [Example("Workers", "capctl rollout status machinedeployment/demo-md-0")],
    takes: [watchesRollout, rolloutTimeout] + Session.flags, NamedObject.arguments
  ) { input in
    let deadline = try WaitLimit(input[rolloutTimeout]).deadline()
    return try await Session.run(input) { session in
      let named = try await rolled(input, session, "show")
      var told = ""
      let waiting = Waiting(session: session, target: named.target, deadline: deadline)
      let isDone = try await waiting.until { object in
        guard let object else { return true }
        let progress = RolloutProgress(of: object)
        if progress.words != told { session.console.tell(progress.words + "\n") }
        told = progress.words
        return progress.isDone || !input[watchesRollout]
      }
      return isDone ? .done : .failed
    }
  }

  private static let rolloutRestart = Verb(
    "restart", "Replace all machines, one after another",
    examples: [
      Example("Workers", "capctl rollout restart machinedeployment/demo-md-0"),
      Example("Control planes", "capctl rollout restart kubeadmcontrolplane/demo-control-plane"),
    ], takes: Session.flags, NamedObject.arguments
  ) { input in
    try await Session.run(input) { session in
      let named = try await rolled(input, session, "restart")
      let action = "restart \(named.target.plural)"
      guard named.object.spec["paused"]?.bool != true else {
        throw ViewError(
          action, "it is paused", hint: "capctl rollout resume \(named.target.plural)")
      }
      let now = Time.now()
      let planned = named.object.spec["rollout", "after"]?.string.flatMap(Time.init)
      if let planned, planned > now {
        throw ViewError(action, "spec.rollout.after is \(planned), which is yet to come")
      }
      _ = try await named.patch(["spec": ["rollout": ["after": .string(now.description)]]])
      named.tell("restarted")
      return .done
    }
  }

  private static let rolloutPause = Verb(
    "pause", "Replace no more machines for now", takes: Session.flags, NamedObject.arguments
  ) { input in
    try await turnRollout(input, isStopped: true)
  }

  private static let rolloutResume = Verb(
    "resume", "Go on with a roll-out", takes: Session.flags, NamedObject.arguments
  ) { input in
    try await turnRollout(input, isStopped: false)
  }

  private static func turnRollout(
    _ input: Invocation, isStopped: Bool
  ) async throws -> ExitCode {
    try await Session.run(input) { session in
      let named = try await rolled(input, session, isStopped ? "pause" : "resume")
      let kind = named.target.resource.groupKind
      let patch = SwitchPatch.rollout(of: kind, isStopped: isStopped)
      // What is so already is told, as clusterctl does.
      let isStoppedNow =
        named.object.spec["paused"]?.bool == true
        || named.object.metadata.annotations[Annotations.paused] != nil
      guard isStopped != isStoppedNow else {
        throw ViewError(
          "\(isStopped ? "pause" : "resume") \(named.target.plural)",
          isStopped ? "it is paused already" : "it is not paused")
      }
      _ = try await named.patch(patch)
      named.tell(isStopped ? "paused" : "resumed")
      return .done
    }
  }

  private static func rolled(
    _ input: Invocation, _ session: Session, _ verb: String
  ) async throws -> NamedObject {
    let named = try await NamedObject(input, session, verb)
    let kinds = [Kind.machineDeployment.groupKind, Kind.kubeadmControlPlane.groupKind]
    guard kinds.contains(named.target.resource.groupKind) else {
      throw ViewError(
        "\(verb) \(named.target.plural)",
        "only MachineDeployments and KubeadmControlPlanes roll out")
    }
    return named
  }
}
