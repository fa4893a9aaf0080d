// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Site

extension SetPass {
  /// What the set says of itself.
  mutating func report() {
    let now = site.now
    draft.now.replicas = replicas
    draft.now.selectorText = set.labelSelector?.description
    let objects = machines.map(\.object)
    for condition in MachineConditions.all(objects) { draft.now.set(condition, at: now) }
    var scaling = ScalingReport(wanted: wanted, existing: machines.count)
    scaling.isDeleting = set.isDeleting
    scaling.obstacles = obstacles + preflight.map(\.description)
    scaling.going = machines.compactMap(ScalingReport.Going.init)
    draft.now.set(scaling.scalingUp, at: now)
    draft.now.set(scaling.scalingDown(now: now), at: now)
    if !set.isDeleting {
      draft.now.set(Condition(ConditionTypes.deleting, .no, reason: "NotDeleting"), at: now)
    }
    draft.now.observedGeneration = set.metadata.generation
  }

  private var replicas: Replicas {
    var replicas = Replicas(total: Int64(machines.count))
    for machine in machines where !machine.isDeleting {
      if machine.isTrue(ConditionTypes.ready) { replicas.ready += 1 }
      if machine.isTrue(ConditionTypes.available) { replicas.available += 1 }
      if machine.condition(ConditionTypes.upToDate)?.status != .no { replicas.upToDate += 1 }
    }
    return replicas
  }
}

extension ScalingReport.Going {
  /// Nil for a Machine that stays.
  init?(_ machine: Machine) {
    guard let since = machine.metadata.deletionTimestamp else { return nil }
    let message = machine.condition(ConditionTypes.deleting)?.message ?? ""
    self.init(machine.name, since: since, message: message)
  }
}
