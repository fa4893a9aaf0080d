// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Nodes

/// What Docker's packs have computed: the containers of a cluster, by Cluster API's and kind's customs. Pure.
struct DockerValues {
  let subject: Subject
  /// Those of the cluster.
  let machines: [DockerMachine]
  /// The names of those Machines that are control planes: of one that a person made, nothing else may say so.
  var planes: Set<String> = []

  /// The one network of all clusters.
  static let network = "capctl"

  private var clusterName: String { subject.cluster?.name ?? "" }

  var cluster: DockerCluster? {
    subject.object.kind == DockerCluster.kind.kind ? DockerCluster(subject.object) : nil
  }

  var names: Value {
    ["network": .string(Self.network), "balancer": .string("\(clusterName)-lb")]
  }

  /// A name tells its cluster's, that two clusters do not meet.
  static func container(_ machine: String, of cluster: String) -> String {
    machine.hasPrefix("\(cluster)-") ? machine : "\(cluster)-\(machine)"
  }

  // MARK: The load balancer

  func balancer(at address: String, isNeeded: Bool) -> Value {
    let settings = subject.object.spec["loadBalancer"]
    let repository = settings?["imageRepository"]?.string ?? "kindest"
    let tag = settings?["imageTag"]?.string ?? "v20230606-42a2262b"
    return [
      "isNeeded": .bool(isNeeded), "image": .string("\(repository)/haproxy:\(tag)"),
      "hostPort": .string(hostPort),
      "endpoint": ["host": .string(address), "port": 6443],
      "endpoints": [Self.network: ["IPAMConfig": ["IPv4Address": .string(address)]]],
    ]
  }

  /// Fixed where the Cluster says so, else a free one.
  private var hostPort: String { subject.cluster?.apiServerPort.map { "\($0)" } ?? "" }

  /// The control planes it leads to; those that are about to go get no new connections.
  var backends: Value {
    let servers = servers.compactMap(BalanceStep.server)
    return [
      "servers": .list(self.servers),
      "configuration": .string(BalancerConfiguration(servers).text),
    ]
  }

  /// In the order in which they were made: names are made up.
  private var servers: [Value] {
    let planes = machines.filter { isPlane($0) && $0.isKnownToRun }.sorted {
      (Self.made($0), $0.name) < (Self.made($1), $1.name)
    }
    return planes.map { machine in
      [
        "name": .string(Self.container(machine.name, of: clusterName)),
        "isLeaving": .bool(machine.isDeleting),
      ]
    }
  }

  private static func made(_ machine: DockerMachine) -> String {
    machine.metadata.creationTimestamp?.description ?? ""
  }

  private func isPlane(_ machine: DockerMachine) -> Bool {
    machine.metadata.labels[Labels.controlPlane] != nil
      || machine.metadata.ownerReferences.contains {
        $0.groupKind == Kind.machine.groupKind && planes.contains($0.name)
      }
  }

  // MARK: A node

  var node: Value {
    let machine = DockerMachine(subject.object)
    let owner = subject.machine
    let isPlane = owner?.isControlPlane ?? false
    let ports = machine["spec.extraPortMappings"]?.list ?? []
    return [
      "name": .string(Self.container(machine.name, of: clusterName)),
      "image": .string(machine.customImage ?? "kindest/node:\(owner?.version ?? "latest")"),
      "role": isPlane ? "control-plane" : "worker", "network": .string(Self.network),
      "environment": .list(
        isPlane ? ["KUBECONFIG=/etc/kubernetes/admin.conf"] : []),
      "exposedPorts": .map(Map(ports.map { (Self.port($0), [:]) })),
      "portBindings": .map(Map(ports.map { (Self.port($0), .list([Self.binding($0)])) })),
      "binds": .list(binds(machine)), "devices": [], "sysctls": [:],
      "preload": .list(machine.preLoadImages.map { .string($0) }),
    ]
  }

  private static func port(_ mapping: Value) -> String {
    let kind = (mapping["protocol"]?.string ?? "TCP").lowercased()
    return "\(mapping["containerPort"]?.int ?? 0)/\(kind)"
  }

  private static func binding(_ mapping: Value) -> Value {
    let port = mapping["hostPort"]?.int ?? 0
    return [
      "HostIp": .string(mapping["listenAddress"]?.string ?? "127.0.0.1"),
      "HostPort": .string(port == 0 ? "" : "\(port)"),
    ]
  }

  private func binds(_ machine: DockerMachine) -> [Value] {
    let extra = (machine["spec.extraMounts"]?.list ?? []).map { mount -> Value in
      let paths = [mount["hostPath"], mount["containerPath"]].compactMap { $0?.string }
      let suffix = mount["readOnly"]?.bool == true ? ":ro" : ""
      return .string(paths.joined(separator: ":") + suffix)
    }
    return ["/lib/modules:/lib/modules:ro"] + extra
  }
}

extension DockerMachine {
  /// Its container has been made.
  fileprivate var isKnownToRun: Bool {
    (status["resources"]?.list ?? []).contains { record in
      record["name"] == "container" && record["state"] != "Creating"
    }
  }
}
