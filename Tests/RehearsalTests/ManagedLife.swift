// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import ManagementAPI
import Manifest
import TestKit
import Testing
import Views

/// The life of a cluster whose control plane is Azure's own, each step of it planned first.
struct ManagedLife {
  let plane: LivePlane
  let secret: String

  private static func infrastructure(_ kind: String, _ name: String = "demo") -> String {
    "{apiGroup: infrastructure.cluster.x-k8s.io, kind: \(kind), name: \(name)}"
  }

  private static func object(_ kind: String, _ name: String, _ spec: String) -> String {
    """
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: \(kind)
    metadata: {name: \(name), labels: {cluster.x-k8s.io/cluster-name: demo}}
    spec: \(spec)

    """
  }

  private static func cluster(_ version: String) -> String {
    """
    ---
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Cluster
    metadata: {name: demo, annotations: {capctl.dev/variables-from: Secret/azure}}
    spec:
      clusterNetwork: {services: {cidrBlocks: [10.128.0.0/16]}}
      controlPlaneRef: \(infrastructure("AzureManagedControlPlane"))
      infrastructureRef: \(infrastructure("AzureManagedCluster"))

    """ + object("AzureManagedCluster", "demo", "{}")
      + object(
        "AzureManagedControlPlane", "demo",
        "{location: westeurope, resourceGroupName: demo, version: \(version), "
          + "networkPlugin: azure, dnsServiceIP: 10.128.0.10}")
  }

  private static func pool(_ name: String, _ mode: String, _ replicas: Int) -> String {
    """
    ---
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: MachinePool
    metadata: {name: \(name)}
    spec:
      clusterName: demo
      replicas: \(replicas)
      template:
        spec:
          clusterName: demo
          version: v1.33.5
          bootstrap: {dataSecretName: ""}
          infrastructureRef: \(infrastructure("AzureManagedMachinePool", name))

    """ + object("AzureManagedMachinePool", name, "{mode: \(mode), sku: Standard_B2ms}")
  }

  func live() async throws {
    let secret = secret
    let one = Self.pool("pool0", "System", 2)
    let begun = try await foretell(
      "create", secret + "\n" + Self.cluster("v1.33.5") + one)
    #expect(begun.calls.contains { $0.text.contains("managedClusters/demo") }, "\(begun.calls)")
    #expect(begun.steps.isEmpty)
    let scaled = try await foretell("scale a pool", Self.pool("pool0", "System", 4))
    #expect(scaled.calls.count == 1 && scaled.calls[0].text.contains("agentPools/pool0"))
    let added = try await foretell("another pool", Self.pool("pool1", "User", 1))
    #expect(added.calls.contains { $0.text.contains("agentPools/pool1") }, "\(added.calls)")
    let upgraded = try await foretell("upgrade", Self.cluster("v1.34.1"))
    #expect(!upgraded.calls.isEmpty)
    try await plane.foretell("delete", Sample.delete)
    let address = Address(Kind.cluster.resource(), namespace: "default", name: "demo")
    try await eventually("the cluster is gone", within: .seconds(120)) {
      try await plane.client.find(address) == nil
    }
  }

  /// What is planned is what is called, and when it is done nothing is left to do.
  private func foretell(_ what: String, _ text: String) async throws -> PlannedDeeds {
    let planned = try await plane.foretell(what) { try await Sample.apply(text, to: $0) }
    var last: PlannedDeeds?
    do {
      try await eventually("after \(what) nothing is left to do", within: .seconds(60)) {
        last = try await plane.plan { _ in }
        return last?.calls.isEmpty == true
      }
    } catch {
      Issue.record("after \(what): \(last.map { "\($0)" } ?? "")")
      throw error
    }
    return planned
  }
}
