// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// What the objects of an agent say of it. Pure.
enum AgentHealth {
  static func state(
    _ repository: Object, _ kustomization: Object, deployment: Object?
  ) -> AgentState {
    let applied = Kustomization(kustomization).appliedRevision
    let version = deployment.flatMap(Self.version)
    func state(_ word: AgentState.Word, _ message: String = "") -> AgentState {
      AgentState(word: word, message: message, revision: applied, version: version)
    }
    for object in [repository, kustomization] {
      guard let ready = object.condition(FluxConditions.ready), isObserved(object) else {
        return state(.syncing, waiting(for: deployment) ?? "it has not looked at \(object) yet")
      }
      if ready.status == .no { return state(.failed, ready.message) }
      if ready.status != .yes { return state(.syncing, ready.message) }
    }
    return state(.ready)
  }

  private static func isObserved(_ object: Object) -> Bool {
    object.status["observedGeneration"]?.int == object.metadata.generation
  }

  /// Why the agent itself does not run.
  private static func waiting(for deployment: Object?) -> String? {
    guard let deployment else { return "its Deployment is gone" }
    if (deployment.status["availableReplicas"]?.int ?? 0) > 0 { return nil }
    let bad = ["ReplicaFailure", "Progressing", "Available"].lazy.compactMap { type in
      deployment.status["conditions"]?.list?.first { $0["type"]?.string == type }
    }.first { $0["message"]?.string != nil }
    let why = bad?["message"]?.string.map { ": \($0)" } ?? ""
    return "its Deployment has no pod that is available\(why)"
  }

  /// Why pods do not run, where that is so on every node: there is no network of pods.
  static func missingNetwork(of nodes: [Object]) -> String? {
    let ready = nodes.compactMap { $0.condition("Ready") }
    guard !ready.isEmpty, ready.allSatisfy({ $0.status != .yes }),
      ready.contains(where: { $0.message.contains("NetworkPluginNotReady") })
    else { return nil }
    return "no node has a network of pods: name the objects of one in spec.before"
  }

  private static func version(_ deployment: Object) -> String? {
    let image = deployment.spec["template", "spec", "containers"]?.list?.first?["image"]?.string
    return image?.split(separator: "/").last?.split(separator: ":").dropFirst().first.map(
      String.init)
  }
}
