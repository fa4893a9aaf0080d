// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
package import Kube
import Manifest
package import Runtime
package import Site

/// The in-memory clusters of one management API: what they hold, and whether they answer.
package struct InMemoryClusters: Sendable {
  let ground: Ground
  let host: any ClusterHost
  let gates = Gates()

  package init(_ site: Site, on host: any ClusterHost) async {
    ground = await Ground(site)
    self.host = host
  }

  /// Whether a Cluster is one of these.
  package func contains(_ cluster: Key) -> Bool { ground.infrastructure(of: cluster) != nil }

  /// The API of a cluster, as long as it answers.
  package func client(of cluster: Key) throws(StatusError) -> any KubeClient {
    try gates.check(cluster)
    return GatedClient(cluster: cluster, inner: host.client(of: cluster), gates: gates)
  }

  /// Runs a program in a pod: `etcdctl`, in those of etcd.
  package func exec(
    _ exec: PodExec, in cluster: Key
  ) async throws(StatusError) -> PodExec.Result {
    try gates.check(cluster)
    return try await run(exec, in: cluster) { _ in members(of: cluster) }
  }

  /// The same, whether the cluster answers or not; `up` says whose etcd of all members does.
  func run(
    _ exec: PodExec, in cluster: Key, _ up: (EtcdState) -> Set<String>
  ) async throws(StatusError) -> PodExec.Result {
    let client = host.client(of: cluster)
    let pod = try await client.get(
      Address(.pods, namespace: exec.namespace, name: exec.pod))
    let name = pod.spec["nodeName"]?.string ?? ""
    while true {
      let (state, object) = try await etcd(of: cluster)
      guard let state else { throw .internalError("there is no etcd in \(cluster)") }
      let up = up(state)
      guard pod.metadata.labels["component"] == "etcd", up.contains(name) else {
        throw .internalError("container not found (\"\(exec.container ?? "etcd")\")")
      }
      var shell = EtcdShell(in: name, of: state, up: up)
      let result = shell.run(exec.command)
      if shell.state == state { return result }
      if try await keep(shell.state, over: object, in: cluster) { return result }
    }
  }

  // MARK: Who is up

  /// The machines of a cluster whose part is there and answers.
  func up(_ part: InMemoryMachine.Part, in cluster: Key) -> Set<String> {
    let announced = gates.announced(in: cluster)
    let machines = ground.machines(of: cluster).filter { machine in
      !machine.isDeleting && machine.fault(.node) != "Lost"
        && (part != .etcd || machine.fault(.etcd) == nil)
        && (announced.contains(machine.name) || machine.isTrue(part.condition))
    }
    return Set(machines.map(\.name))
  }

  private func members(of cluster: Key) -> Set<String> { up(.etcd, in: cluster) }

  /// Opens or closes the way in, as the machines and faults of the cluster have it.
  func refresh(_ cluster: Key) async throws {
    guard let infrastructure = ground.infrastructure(of: cluster) else { return }
    if let cause = try await obstacle(cluster, infrastructure) {
      host.close(cluster)
      return gates.close(cluster, cause)
    }
    if gates.isOpen(cluster) { return }
    // Without the authority's key nobody outside could trust what is served.
    if let port = infrastructure.controlPlaneEndpoint.flatMap({ UInt16(exactly: $0.port) }),
      let authority = try await authority(of: cluster)
    {
      try await host.open(cluster, port: port, authority: authority)
    }
    gates.open(cluster)
  }

  /// Why a cluster does not answer; nil where it does.
  private func obstacle(
    _ cluster: Key, _ infrastructure: InMemoryCluster
  ) async throws(StatusError) -> String? {
    if infrastructure.isAPIServerDown {
      return "spec.faults.apiServer of \(infrastructure.object) has it down"
    }
    let servers = up(.apiServer, in: cluster)
    guard !servers.isEmpty else { return "no API server of its machines is up" }
    guard let state = try await etcd(of: cluster).state else { return nil }
    let members = members(of: cluster)
    guard state.hasQuorum(up: members) else {
      let names = state.members.map(\.name).filter { !members.contains($0) }
      return "etcd has no quorum: \(names.joined(separator: ", ")) do not answer"
    }
    return nil
  }

  private func authority(of cluster: Key) async throws -> KeyPair? {
    let name = CertificatePurpose.authority.secretName(of: cluster.name)
    let address = Address(.secrets, namespace: cluster.namespace, name: name)
    guard let secret = try await ground.site.client.find(address) else { return nil }
    return try KeyPair(secret, for: .authority)
  }

  // MARK: etcd's memory

  private static let disk = Address(
    Resource(group: "", version: "v1", plural: "configmaps"), namespace: "kube-system",
    name: EtcdState.name)

  private static let options: WriteOptions = {
    var options = WriteOptions()
    options.isTraced = false
    return options
  }()

  func etcd(
    of cluster: Key
  ) async throws(StatusError) -> (state: EtcdState?, object: Object?) {
    let object = try await host.client(of: cluster).find(Self.disk)
    return (object.flatMap { EtcdState($0) }, object)
  }

  /// Writes down what etcd remembers; false where somebody else was quicker.
  private func keep(
    _ state: EtcdState, over object: Object?, in cluster: Key
  ) async throws(StatusError) -> Bool {
    let client = host.client(of: cluster)
    do throws(StatusError) {
      guard var object else {
        let kind = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
        var new = Object(kind, namespace: Self.disk.namespace, name: EtcdState.name)
        new.value["data"] = state.data
        var collection = Self.disk
        collection.name = nil
        _ = try await client.create(new, at: collection, Self.options)
        return true
      }
      object.value["data"] = state.data
      _ = try await client.update(object, at: Self.disk, Self.options)
      return true
    } catch {
      guard error.isConflict || error.isAlreadyExists else { throw error }
      return false
    }
  }

  /// Makes a machine a member: the first one of a new etcd, or one more.
  func join(_ machine: String, _ cluster: Key, seed: String) async throws(StatusError) {
    while true {
      let (state, object) = try await etcd(of: cluster)
      var joined = state ?? EtcdState(founder: machine, seed: seed)
      joined.join(machine)
      if joined == state { return }
      if try await keep(joined, over: object, in: cluster) { return }
    }
  }
}

extension InMemoryMachine.Part {
  /// The condition that says that the part is there.
  var condition: String {
    switch self {
    case .vm: "VMProvisioned"
    case .node: "NodeProvisioned"
    case .apiServer: "APIServerProvisioned"
    case .etcd: "EtcdProvisioned"
    }
  }
}
