// SPDX-License-Identifier: Apache-2.0

import API
import Kube
package import Runtime
import Site

/// Makes of an InMemoryMachine a Node of its cluster, and of a control plane's all that runs there.
package struct InMemoryMachineReconciler: Reconciler {
  let clusters: InMemoryClusters

  package init(_ clusters: InMemoryClusters) { self.clusters = clusters }

  var ground: Ground { clusters.ground }

  package func reconcile(_ key: Key) async throws -> Outcome {
    guard let object = ground.inMemoryMachines.cache[key] else { return .settled }
    let seen = InMemoryMachine(object)
    let owner = owner(of: seen)
    let cluster = ground.clusterKey(of: object) ?? owner?.clusterKey
    if seen.isDeleting { return try await delete(seen, owner, of: cluster) }
    guard let owner, let cluster else { return .settled }
    var draft = Draft(seen)
    if try await ground.site.pauses(&draft, in: ground.cluster(cluster)?.object) {
      return .settled
    }
    var pass = MachinePass(
      machine: seen, owner: owner, cluster: cluster,
      isInfrastructureProvisioned: ground.cluster(cluster)?.isInfrastructureProvisioned ?? false,
      now: ground.now)
    pass.machine.removeCondition(ConditionTypes.paused)
    if seen.nodeName == nil {
      return try await start(&pass, over: seen)
    }
    pass.machine.metadata.addFinalizer(Finalizers.inMemoryMachine)
    try await keep(pass)
    pass.report()
    return try await save(seen) { $0 = pass.machine }.outcome
  }

  private func owner(of machine: InMemoryMachine) -> Machine? {
    let reference = machine.metadata.ownerReferences.first {
      $0.groupKind == Kind.machine.groupKind
    }
    guard let reference else { return nil }
    let key = Key(namespace: machine.namespace, name: reference.name)
    return ground.machines.cache[key].map(Machine.init)
  }

  /// What is there after a write.
  struct Saved {
    let machine: InMemoryMachine
    var outcome: Outcome { .settled }
  }

  @discardableResult
  func save(
    _ seen: InMemoryMachine, _ change: (inout InMemoryMachine) -> Void
  ) async throws -> Saved {
    var wanted = seen
    change(&wanted)
    guard wanted != seen else { return Saved(machine: seen) }
    let saved = try await ground.site.save(wanted.object, over: seen.object, at: seen.address)
    return Saved(machine: InMemoryMachine(saved))
  }
}

extension Machine {
  fileprivate var clusterKey: Key { Key(namespace: namespace, name: clusterName) }
}
