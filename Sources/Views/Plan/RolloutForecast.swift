// SPDX-License-Identifier: Apache-2.0

import API
import Kube
package import Manifest

/// What a plan does to the machines of a MachineDeployment or a control plane. Pure.
package struct RolloutForecast: Sendable, Hashable {
  package enum Effect: String, Sendable { case scale, replace, inPlace }

  package let subject: String
  package let effect: Effect
  package let words: String

  package var text: String { "\(subject): \(words)" }

  package var value: Value {
    ["subject": .string(subject), "effect": .string(effect.rawValue), "words": .string(words)]
  }

  static func all(of changes: [Plan.Change], among current: [Object]) -> [RolloutForecast] {
    let changed = Dictionary(
      changes.filter { $0.kind == .change }.map { ($0.object.identity, $0) },
      uniquingKeysWith: { first, _ in first })
    let owners = current.filter { ["MachineDeployment", "KubeadmControlPlane"].contains($0.kind) }
    return owners.sorted { $0.identity < $1.identity }.flatMap { owner in
      forecasts(of: owner, changed)
    }
  }

  private static func forecasts(
    of owner: Object, _ changed: [String: Plan.Change]
  ) -> [RolloutForecast] {
    let change = changed[owner.identity]
    let new = change?.object ?? owner
    var found: [RolloutForecast] = []
    let before = owner.spec["replicas"]?.int ?? 1
    let after = new.spec["replicas"]?.int ?? 1
    if before != after {
      found.append(
        RolloutForecast(
          subject: "\(owner)", effect: .scale, words: "\(before) → \(after) machines"))
    }
    let paths = (change?.differences ?? []).map(\.path.description)
    let own = paths.filter { isReplacing($0, owner.kind) }
    let templates = templates(of: new).compactMap { changed["\($0)"] }
      .map { "\($0.object.kind) \($0.object.name)" }
    if !own.isEmpty || !templates.isEmpty {
      found.append(replacement(of: owner, after, because: own + templates, new))
    } else if paths.contains(where: { isInPlace($0, owner.kind) }) {
      found.append(
        RolloutForecast(
          subject: "\(owner)", effect: .inPlace,
          words: "changed in place: no machine is replaced"))
    }
    return found
  }

  /// The identities of what its machines are made from.
  private static func templates(of owner: Object) -> [String] {
    let spec = owner.spec
    let references = [
      spec["template", "spec", "infrastructureRef"],
      spec["template", "spec", "bootstrap", "configRef"],
      spec["machineTemplate", "spec", "infrastructureRef"],
    ]
    return references.compactMap { $0.flatMap(ContractReference.init) }
      .map { "\($0.kind)/\(owner.namespace ?? "")/\($0.name)" }
  }

  /// The fields that a machine cannot get without being made anew.
  private static func isReplacing(_ path: String, _ kind: String) -> Bool {
    let replacing =
      kind == "MachineDeployment"
      ? [
        "spec.template.spec.version", "spec.template.spec.bootstrap",
        "spec.template.spec.infrastructureRef", "spec.template.spec.failureDomain",
        "spec.rollout.after",
      ]
      : [
        "spec.version", "spec.kubeadmConfigSpec", "spec.machineTemplate.spec.infrastructureRef",
        "spec.rollout.after",
      ]
    return replacing.contains { path == $0 || path.hasPrefix("\($0).") || path.hasPrefix("\($0)[") }
  }

  private static func isInPlace(_ path: String, _ kind: String) -> Bool {
    path.hasPrefix(kind == "MachineDeployment" ? "spec.template." : "spec.machineTemplate.")
  }

  private static func replacement(
    of owner: Object, _ count: Int64, because causes: [String], _ new: Object
  ) -> RolloutForecast {
    let (surge, unavailable) = room(of: new, count)
    let least = max(0, count - unavailable)
    let words =
      "\(count) machine\(count == 1 ? " is" : "s are") replaced, for \(causes.joined(separator: ", ")): "
      + "at most \(count + surge) at a time, at least \(least) available"
    return RolloutForecast(subject: "\(owner)", effect: .replace, words: words)
  }

  /// How many machines there may be beyond those wanted, and how many may be missing.
  private static func room(of owner: Object, _ count: Int64) -> (surge: Int64, unavailable: Int64) {
    let rolling = owner.spec["rollout", "strategy", "rollingUpdate"] ?? [:]
    let surge = amount(rolling["maxSurge"], of: count, usual: 1, roundsUp: true)
    if owner.kind == "KubeadmControlPlane" { return (surge, surge == 0 ? 1 : 0) }
    let missing = amount(rolling["maxUnavailable"], of: count, usual: 0, roundsUp: false)
    return surge == 0 && missing == 0 ? (0, 1) : (surge, missing)
  }

  private static func amount(
    _ value: Value?, of count: Int64, usual: Int64, roundsUp: Bool
  ) -> Int64 {
    guard let value else { return usual }
    if let number = value.int { return number }
    guard let text = value.string, text.hasSuffix("%"), let share = Int64(text.dropLast()) else {
      return usual
    }
    return roundsUp ? (count * share + 99) / 100 : count * share / 100
  }
}
