// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Site

extension DeploymentPass {
  /// The sets count, not the Machines: they say what their controller has seen.
  var status: RolloutStatus {
    let upToDate = set(named: current).map { Int($0.seen.replicas.total) } ?? 0
    return RolloutStatus(
      fenceposts: fenceposts, sets: sets.map { RolloutSet($0.seen) }, upToDate: upToDate,
      observed: sets.allSatisfy { $0.seen.observedGeneration == $0.seen.metadata.generation })
  }

  /// What the deployment says of itself.
  mutating func report() {
    let now = site.now
    let status = status
    draft.now.replicas = replicasOfSets
    draft.now.selectorText = deployment.labelSelector?.description
    draft.now.phase = MachineDeployment.Phase(
      rawValue: (deployment.isDeleting ? .scalingDown : status.phase).rawValue)
    for condition in MachineConditions.all(machines) { draft.now.set(condition, at: now) }
    draft.now.set(available(status), at: now)
    var scaling = ScalingReport(wanted: replicas, existing: status.replicas)
    scaling.isDeleting = deployment.isDeleting
    scaling.obstacles = obstacles
    scaling.going = machines.map(Machine.init).compactMap(ScalingReport.Going.init)
    scaling.outdated = outdated
    draft.now.set(scaling.scalingUp, at: now)
    draft.now.set(scaling.scalingDown(now: now), at: now)
    draft.now.set(scaling.rollingOut, at: now)
    if !deployment.isDeleting {
      draft.now.set(Condition(ConditionTypes.deleting, .no, reason: "NotDeleting"), at: now)
    }
    draft.now.observedGeneration = deployment.metadata.generation
  }

  private var replicasOfSets: Replicas {
    var sum = Replicas()
    for set in sets {
      let replicas = set.seen.replicas
      sum.total += replicas.total
      sum.ready += replicas.ready
      sum.available += replicas.available
    }
    sum.upToDate = set(named: current)?.seen.replicas.total ?? 0
    return sum
  }

  private func available(_ status: RolloutStatus) -> Condition {
    let type = ConditionTypes.available
    guard !status.isAvailable else { return Condition(type, .yes, reason: "Available") }
    return Condition(
      type, .no, reason: "NotAvailable",
      message: "\(status.available) available replicas, at least "
        + "\(fenceposts.leastAvailable) required")
  }

  /// Machines of sets that are not the current one, with what is wrong with them.
  private var outdated: [String: [String]] {
    let sets = Dictionary(
      sets.compactMap { set in set.seen.uid.map { ($0, set.seen.name) } }
    ) { first, _ in first }
    var outdated: [String: [String]] = [:]
    for machine in machines {
      guard let set = machine.metadata.controller.flatMap({ sets[$0.uid] }), set != current,
        let lines = differences[set], !lines.isEmpty
      else { continue }
      outdated[machine.name] = lines
    }
    return outdated
  }
}
