// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Runtime

/// What in a Cluster's change matters to those who belong to it.
enum ClusterNews {
  /// Most of what a Cluster says is said of its Machines, and need not be told them.
  static func concernsMachines(_ change: Change) -> Bool {
    guard let old = change.old.map(Cluster.init), change.kind == .updated, !change.isResync else {
      return true
    }
    let new = Cluster(change.object)
    return old.spec != new.spec || old.metadata.annotations != new.metadata.annotations
      || old.isDeleting != new.isDeleting
      || old.isInfrastructureProvisioned != new.isInfrastructureProvisioned
      || old.isControlPlaneInitialized != new.isControlPlaneInitialized
  }

  /// Whether a control plane tells of another version than before.
  static func tellsVersion(_ change: Change) -> Bool {
    let version = ControlPlaneObject(object: change.object).observedVersion
    return version != nil
      && version != change.old.flatMap { ControlPlaneObject(object: $0).observedVersion }
  }

  /// What decides about the resources that are applied in the cluster.
  static func concernsResources(_ change: Change) -> Bool {
    concernsMachines(change)
      || change.old?.metadata.labels != change.object.metadata.labels
  }
}
