// SPDX-License-Identifier: Apache-2.0

import API
package import Kube
import Manifest
package import Runtime
import Site

/// What a pass sees of everything that belongs to a Cluster.
struct ClusterParts {
  var infrastructure = Referred.unnamed
  var controlPlane = Referred.unnamed
  var deployments: [Object] = []
  var pools: [Object] = []
  var sets: [Object] = []
  var machines: [Object] = []
  /// Nil where the workload cluster is not watched yet.
  var connection: Connection?

  mutating func sort() {
    for path in [\ClusterParts.deployments, \.pools, \.sets, \.machines] {
      self[keyPath: path].sort { $0.name < $1.name }
    }
  }

  /// MachineSets that no MachineDeployment made.
  var lonelySets: [Object] { sets.filter { $0.metadata.controller == nil } }

  var controlPlaneMachines: [Object] { machines.filter(\.isControlPlaneMachine) }
  var workerMachines: [Object] { machines.filter { !$0.isControlPlaneMachine } }

  /// Worker Machines that no set and no pool made.
  var lonelyMachines: [Object] { workerMachines.filter { $0.metadata.controller == nil } }

  /// Whether the API server has ever answered: by the control plane's own word, or by a Node where
  /// Machines make the control plane without one.
  var isControlPlaneInitialized: Bool {
    switch controlPlane {
    case .found(let object): ControlPlaneObject(object: object).isInitialized
    case .missing: false
    case .unnamed: controlPlaneMachines.contains { Machine($0).nodeName != nil }
    }
  }

  /// Whether it is worth asking the API server: where Machines make the control plane without an object,
  /// only its answer shows that there is one.
  var mayAnswer: Bool {
    guard case .unnamed = controlPlane else { return isControlPlaneInitialized }
    return controlPlaneMachines.contains { Machine($0).providerID != nil }
  }

  /// What `Available` and its like are made of.
  var conditionParts: ClusterConditions.Parts {
    var parts = ClusterConditions.Parts()
    parts.controlPlane = controlPlane.object
    parts.workers = deployments + pools + lonelySets
    parts.controlPlaneMachines = controlPlaneMachines
    parts.workerMachines = workerMachines
    return parts
  }

  var workerReplicas: Replicas {
    var sum = Replicas(desired: 0)
    for object in deployments + pools + lonelySets {
      let replicas = Replicas(object.status)
      sum.desired = (sum.desired ?? 0) + (object.spec["replicas"]?.int ?? 0)
      sum.total += replicas.total
      sum.ready += replicas.ready
      sum.available += replicas.available
      sum.upToDate += replicas.upToDate
    }
    return sum.adding(lonelyMachines)
  }

  var controlPlaneReplicas: Replicas? {
    switch controlPlane {
    case .found(let object): ControlPlaneObject(object: object).replicas
    case .missing: nil
    case .unnamed: Replicas(desired: 0).adding(controlPlaneMachines)
    }
  }
}

extension Object {
  fileprivate var isControlPlaneMachine: Bool { metadata.labels[Labels.controlPlane] != nil }
}

extension Replicas {
  /// Machines that count for themselves.
  fileprivate func adding(_ machines: [Object]) -> Replicas {
    var sum = self
    for machine in machines {
      sum.desired = (sum.desired ?? 0) + 1
      sum.total += 1
      if machine.isTrue(ConditionTypes.ready) { sum.ready += 1 }
      if machine.isTrue(ConditionTypes.available) { sum.available += 1 }
      // Nobody but a person says what it should be.
      if machine.condition(ConditionTypes.upToDate)?.status != .no { sum.upToDate += 1 }
    }
    return sum
  }
}

extension Indexes {
  /// The Cluster that an object belongs to.
  package static func cluster(of object: Object) -> Key? {
    let metadata = object.metadata
    let name = object.spec["clusterName"]?.string ?? metadata.labels[Labels.clusterName]
    return name.map { Key(namespace: metadata.namespace, name: $0) }
  }
}
