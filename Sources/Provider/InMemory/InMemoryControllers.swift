// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
package import Runtime
import Site

extension InMemoryClusters {
  /// The controllers that make in-memory clusters.
  package func controllers() async -> [Controller] {
    let machines = await machineController()
    let queue = machines.queue
    gates.wake { queue.add($0) }
    return [await clusterController(), machines]
  }

  private func clusterController() async -> Controller {
    let controller = Controller(
      "inmemorycluster", InMemoryClusterReconciler(self),
      ground.site.options(.inMemoryCluster, failing: ConditionTypes.ready))
    await controller.follow(ground.inMemoryClusters)
    await controller.follow(ground.clusters) { change in
      guard Self.concernsOthers(change) else { return [] }
      return Self.infrastructure(change.object, Kind.inMemoryCluster.groupKind)
    }
    // The last machine of a cluster that goes, and those whose API servers come and go.
    let ground = ground
    await controller.follow(ground.inMemoryMachines) { change in
      guard change.kind != .updated || Self.servers(change.old) != Self.servers(change.object)
      else { return [] }
      guard let cluster = ground.clusterKey(of: change.object).flatMap(ground.cluster) else {
        return []
      }
      return Self.infrastructure(cluster.object, Kind.inMemoryCluster.groupKind)
    }
    return controller
  }

  private func machineController() async -> Controller {
    let controller = Controller(
      "inmemorymachine", InMemoryMachineReconciler(self),
      ground.site.options(.inMemoryMachine, failing: ConditionTypes.ready))
    await controller.follow(ground.inMemoryMachines)
    await controller.follow(ground.machines) { change in
      guard change.isResync || Self.orders(change.old) != Self.orders(change.object) else {
        return []
      }
      return Self.infrastructure(change.object, Kind.inMemoryMachine.groupKind)
    }
    let ground = ground
    await controller.follow(ground.clusters) { change in
      guard Self.concernsOthers(change) else { return [] }
      return ground.machines(of: Key(change.object)).map { Key($0.object) }
    }
    return controller
  }

  /// Whether something has changed in a Cluster that its machines wait for.
  private static func concernsOthers(_ change: Change) -> Bool {
    guard let old = change.old.map(Cluster.init), change.kind == .updated else { return true }
    let new = Cluster(change.object)
    return change.isResync || old.isPaused != new.isPaused || old.isDeleting != new.isDeleting
      || old.isInfrastructureProvisioned != new.isInfrastructureProvisioned
      || old.infrastructureRef != new.infrastructureRef
  }

  /// All of a machine that decides whether its cluster answers.
  private static func servers(_ object: Object?) -> [String] {
    guard let machine = object.map(InMemoryMachine.init) else { return [] }
    return [
      "\(machine.isDeleting)", machine.fault(.node) ?? "", machine.fault(.etcd) ?? "",
      "\(machine.isTrue("APIServerProvisioned"))",
    ]
  }

  /// All of a Machine that its instance goes by.
  private static func orders(_ object: Object?) -> [String] {
    guard let machine = object.map(Machine.init) else { return [] }
    return [machine.dataSecretName ?? "", machine.version ?? "", "\(machine.isDeleting)"]
  }

  private static func infrastructure(_ object: Object, _ kind: GroupKind) -> [Key] {
    let reference = object.spec["infrastructureRef"].flatMap { ContractReference($0) }
    guard let reference, reference.groupKind == kind else { return [] }
    return [Key(namespace: object.namespace, name: reference.name)]
  }
}
