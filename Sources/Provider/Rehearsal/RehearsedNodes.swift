// SPDX-License-Identifier: Apache-2.0

import API
package import Kube
import Manifest
package import Runtime
import Site
import Synchronization

/// Makes a Node of every Machine that is taken to have become one, in the workload clusters of a rehearsal.
package final class RehearsedNodes: Reconciler {
  private let clusters: InMemoryClusters
  private let workloads: RehearsedWorkloads
  /// Machines that have become Nodes, by uid: they do so once.
  private let joined = Mutex<Set<String>>([])

  package init(_ clusters: InMemoryClusters, _ workloads: RehearsedWorkloads) {
    (self.clusters, self.workloads) = (clusters, workloads)
  }

  private var ground: Ground { clusters.ground }

  /// One for each Cluster, which looks at its Machines.
  package func controller() async -> Controller {
    let site = ground.site
    var options = site.options(.cluster, failing: ConditionTypes.ready)
    // What fails here is nobody's to read.
    options.failed = { _, _ in }
    let controller = Controller("rehearsednodes", self, options)
    await controller.follow(ground.machines) { change in
      let machine = Machine(change.object)
      return [Key(namespace: machine.namespace, name: machine.clusterName)]
    }
    return controller
  }

  package func reconcile(_ key: Key) async throws -> Outcome {
    guard ground.cluster(key) != nil, !clusters.contains(key) else { return .settled }
    let machines = ground.machines.cache.objects(of: key).map(Machine.init)
    for machine in machines where !machine.isDeleting && machine.providerID != nil {
      try await bring(machine, in: key)
    }
    try await sweep(key)
    return .settled
  }

  /// Brings back what ran when the rehearsal began, of machines of every kind.
  package func restore(_ machines: [Object]) async throws {
    let machines = machines.map(Machine.init).filter { $0.nodeName != nil }
    let sorted = machines.sorted { $0.isControlPlane && !$1.isControlPlane }
    for machine in sorted {
      try await bring(machine, in: Key(namespace: machine.namespace, name: machine.clusterName))
    }
  }

  private func bring(_ machine: Machine, in cluster: Key) async throws {
    let uid = machine.metadata.uid ?? machine.name
    guard !joined.withLock({ $0.contains(uid) }) else { return }
    let kubelet = clusters.kubelet(in: cluster)
    let name = machine.nodeName ?? machine.infrastructureRef?.name ?? machine.name
    let objects = NodeObjects(
      name: name, version: machine.version ?? "v0.0.0", isControlPlane: machine.isControlPlane,
      providerID: machine.providerID ?? "", uid: uid)
    if machine.isControlPlane { try await begin(cluster, with: name, machine, kubelet) }
    // Nobody joins before there is something to join.
    guard try await clusters.etcd(of: cluster).state != nil else { return }
    try await kubelet.keepPods(objects)
    try await kubelet.register(objects)
    joined.withLock { _ = $0.insert(uid) }
  }

  private func begin(
    _ cluster: Key, with node: String, _ machine: Machine, _ kubelet: Kubelet
  ) async throws {
    if try await clusters.etcd(of: cluster).state == nil {
      try await clusters.host.prepare(cluster)
      let objects = KubeadmObjects(configuration: nil, version: machine.version ?? "")
      for object in objects.all { try await kubelet.make(object) }
    }
    // One that left etcd on its way out is not taken in again.
    if !machine.isDeleting { try await clusters.join(node, cluster, seed: "\(cluster)") }
    workloads.open(cluster)
  }

  /// The pods of Nodes that are gone go with them.
  private func sweep(_ cluster: Key) async throws {
    let kubelet = clusters.kubelet(in: cluster)
    let nodes = try await kubelet.client.listAll(Address(.nodes)).items.map(\.name)
    let pods = try await kubelet.client.listAll(Address(.pods, namespace: "kube-system")).items
    for pod in pods {
      guard let node = pod.spec["nodeName"]?.string, !nodes.contains(node) else { continue }
      try await kubelet.remove(pod)
    }
  }
}
