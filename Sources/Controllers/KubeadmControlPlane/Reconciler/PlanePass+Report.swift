// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Site

extension KubeadmControlPlane {
  /// Says what is waited for before anything can be done.
  mutating func await(_ waiting: Waiting, at now: Time) {
    let type = ConditionTypes.available
    set(Condition(type, .no, reason: Reasons.not(type), message: "\(waiting)"), at: now)
  }
}

extension PlanePass {
  mutating func report(_ seen: ControlPlane, _ step: PlaneStep) {
    if let record = seen.remediationInProgress, record.isSpent(in: seen) {
      draft.now.metadata.annotations[Annotations.remediationInProgress] = nil
    }
    var report = PlaneReport(seen, step, machines: machines.map(\.machine.object), now: now)
    report.reading = reading
    report.unreachable = unreachable.map { "\($0)" }
    // A cluster that does not answer for a moment is as it was.
    let isKept = reading == nil && plane.isInitialized && !isLongUnreachable
    for condition in report.conditions(with: plane.object) {
      if isKept, PlaneReport.health.contains(condition.type),
        plane.condition(condition.type) != nil
      {
        continue
      }
      draft.now.set(condition, at: now)
    }
    draft.now.replicas = report.replicas
    draft.now.observedVersion = PlaneVersion.lowest(machines.map(\.machine.version))
    draft.now.selectorText =
      "\(Labels.clusterName)=\(cluster.name),\(Labels.controlPlane)="
    draft.now.observedGeneration = plane.metadata.generation
  }
}
