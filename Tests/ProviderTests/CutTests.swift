// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Runtime
import TestKit
import Testing

@testable import Provider

/// Passes that are cut off at any of their writes end where others end.
struct CutTests {
  /// What a cluster of one control plane holds, and what is said of it.
  private static let end = [
    "ConfigMap coredns", "ConfigMap etcd-members", "ConfigMap kubeadm-config",
    "DaemonSet kube-proxy", "Deployment coredns", "Node cp ready",
    "Pod etcd-cp ready", "Pod kube-apiserver-cp ready", "Pod kube-controller-manager-cp ready",
    "Pod kube-scheduler-cp ready", "APIServerProvisioned", "EtcdProvisioned", "NodeProvisioned",
    "Ready", "VMProvisioned", "1 member",
  ]

  @Test(arguments: 1...14, Cutter.Place.allCases)
  func `cut at a write, it ends the same`(number: Int, place: Cutter.Place) async throws {
    let cutter = Cutter(number, place)
    try await MemoryScene.run(cutting: cutter) { scene in
      try await scene.makeCluster()
      try await scene.makeMachine("cp", .firstControlPlane)
      try await scene.becomesNode("cp")
      try await eventually("the cluster answers") {
        scene.clusters.gates.isOpen(MemoryScene.cluster)
      }
      #expect(try await scene.story() == Self.end)
      #expect(cutter.hasCut, "there are fewer writes than \(number)")
    }
  }
}

extension MemoryScene {
  /// What there is in the workload cluster, and what the machine says.
  func story() async throws -> [String] {
    var lines: [String] = []
    let places = [
      ("", "configmaps"), ("apps", "daemonsets"), ("apps", "deployments"), ("", "nodes"),
      ("", "pods"),
    ]
    for (group, plural) in places {
      let resource = Resource(group: group, version: "v1", plural: plural)
      let items = try await workload.list(Address(resource)).items
      lines += items.map { "\($0.kind) \($0.name)" + ($0.isTrue("Ready") ? " ready" : "") }
    }
    let machine = try await get(InMemoryMachine.self, "cp")
    lines += machine.conditions.filter { $0.status == .yes }.map(\.type).sorted()
    let members = try await clusters.etcd(of: Self.cluster).state?.members.count ?? 0
    return lines + ["\(members) member\(members == 1 ? "" : "s")"]
  }
}
