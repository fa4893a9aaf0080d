// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site

extension DeploymentPass {
  private var oldSets: [Draft<MachineSet>] {
    sets.filter { $0.seen.name != current && !$0.seen.isDeleting }
  }

  /// Makes the set for the template as it is now. Copies of the templates come after it, since they are
  /// its own; a pass that is cut in between makes them later.
  mutating func makeCurrent() async throws {
    guard let wanted else { return }
    let taken = sets.compactMap(\.seen.uid).sorted().joined(separator: ",")
    var letters = HashLetters("\(deployment.uid ?? "")/\(taken)")
    let name = SetName(deployment: deployment.name, template: wanted.rollout, using: &letters)
    let fresh = RolloutSet(name.name, created: site.now, wanted: 0, existing: 0, available: 0)
    let planner = RolloutPlanner(
      replicas: replicas, strategy: strategy, current: fresh,
      old: oldSets.map { RolloutSet($0.seen) })
    var set = MachineSet(namespace: deployment.namespace, name: name.name)
    set.spec = spec(of: name, wanted)
    set.desiredReplicas = Int64(planner.plan().size(of: fresh))
    current = name.name
    dress(&set)
    set.metadata.annotations[Annotations.frozenVariables] = wanted.rollout.variables.text
    let made = try await site.ensure(set.object, in: Kind.machineSet.resource())
    guard made.metadata.controller?.uid == deployment.uid else {
      throw StatusError.conflict(set.address, "the name of the next MachineSet is taken")
    }
    sets.append(Draft(MachineSet(made)))
    site.events.record(
      .normal, on: deployment.object, "SuccessfulCreate", "Created MachineSet \(name.name)")
  }

  private func spec(of name: SetName, _ wanted: DeploymentTemplate) -> Value {
    var selector = deployment.selector
    var labels = selector["matchLabels"] ?? [:]
    labels[Labels.templateHash] = .string(name.label)
    selector["matchLabels"] = labels
    var template = wanted.frozen(deployment.template).value
    var metadata = template["metadata"] ?? [:]
    var own = metadata["labels"] ?? [:]
    own[Labels.templateHash] = .string(name.label)
    metadata["labels"] = own
    template["metadata"] = metadata
    var spec: Value = [
      "clusterName": .string(cluster.name), "selector": selector, "template": template,
    ]
    for field in ["machineNaming", "deletion"] { spec[field] = deployment.spec[field] }
    return spec
  }

  /// Writes the sizes of all sets, and what can be changed in them in place.
  mutating func resize() async throws {
    let sizes = sizes()
    for index in sets.indices where !sets[index].seen.isDeleting {
      var set = sets[index]
      if let size = sizes[set.seen.name] { set.now.desiredReplicas = Int64(size) }
      dress(&set.now)
      sets[index] = Draft(try await site.save(set))
      guard let size = sizes[set.seen.name], set.seen.desiredReplicas != Int64(size) else {
        continue
      }
      site.events.record(
        .normal, on: deployment.object, "Scaled",
        "Scaled MachineSet \(set.seen.name) from \(set.seen.desiredReplicas ?? 0) to \(size)")
    }
  }

  private func sizes() -> [String: Int] {
    let old = oldSets.map { RolloutSet($0.seen) }
    let chosen = set(named: current).map { RolloutSet($0.seen) }
    guard let chosen, !deployment.isPaused else {
      guard chosen != nil || deployment.isPaused else { return [:] }
      let lastMost = sets.compactMap { set in
        set.seen.metadata.annotations[Annotations.maxReplicas].flatMap { Int($0) }.map {
          (set.seen.name, $0)
        }
      }
      return PausedScale(
        replicas: replicas, strategy: strategy, current: chosen, old: old,
        lastMost: Dictionary(uniqueKeysWithValues: lastMost)
      ).sizes()
    }
    let planner = RolloutPlanner(
      replicas: replicas, strategy: strategy, current: chosen, old: old)
    return planner.plan().sizes
  }

  /// What a set is to have of its deployment.
  private func dress(_ set: inout MachineSet) {
    let isCurrent = set.name == current
    set.metadata.addFinalizer(Finalizers.machineSet)
    set.metadata.addOwner(deployment.object, isController: true)
    var labels = deployment.template.labels
    labels[Labels.clusterName] = cluster.name
    labels[Labels.deploymentName] = deployment.name
    labels[Labels.templateHash] =
      set.template.labels[Labels.templateHash] ?? set.metadata.labels[Labels.templateHash]
    set.metadata.labels.merge(labels) { $1 }
    annotate(&set, isCurrent)
    set.spec = InPlaceFields.propagate(from: deployment.spec, toSet: set.spec)
    set.label(Labels.deploymentName, deployment.name)
    set.label(Labels.clusterName, cluster.name)
  }

  private func annotate(_ set: inout MachineSet, _ isCurrent: Bool) {
    let seen = SetAnnotations.revision(in: set.metadata.annotations)
    let others = sets.filter { $0.seen.name != set.name }.compactMap(\.seen.revision)
    let revision = isCurrent ? Revision.next(after: seen, beside: others) : seen ?? Revision(1)
    let wanted = SetAnnotations.all(
      of: deployment.metadata.annotations, fenceposts: fenceposts, revision: revision,
      mayCreate: strategy.isRolling || isCurrent)
    set.metadata.annotations.merge(wanted) { $1 }
    let lines = differences[set.name] ?? []
    set.metadata.annotations[Annotations.outOfDate] =
      isCurrent || lines.isEmpty ? nil : lines.map { "* \($0)" }.joined(separator: "\n")
    guard isCurrent, let variables = self.wanted?.rollout.variables else { return }
    let frozen = BoundVariables(tokens: DeploymentTemplate.tokens(of: set))
    set.metadata.annotations[Annotations.frozenVariables] = variables.completing(frozen).text
  }
}

extension MachineSet {
  /// A label of the Machines.
  fileprivate mutating func label(_ key: String, _ value: String) {
    var template = template.value
    var metadata = template["metadata"] ?? [:]
    var labels = metadata["labels"] ?? [:]
    labels[key] = .string(value)
    metadata["labels"] = labels
    template["metadata"] = metadata
    self.template = MachineTemplate(template)
  }
}
