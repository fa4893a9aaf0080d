// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import TestKit
import Testing

@testable import Provider

/// What tests of Azure do with objects, whatever stands in for Azure.
protocol AzureObjects {
  var scene: PackScene { get }
  var subscription: String { get }
  /// The entries of the Secret that clusters have their variables from.
  var credentials: String { get }
}

extension AzureObjects {
  /// A cluster whose variables come from a Secret; `spec` is that of its AzureCluster.
  func makeCluster(_ spec: String = "{location: westeurope}", variables: String = "Secret/azure")
    async throws
  {
    let name = "demo"
    try await scene.apply(
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: azure}
      stringData: \(credentials)
      ---
      apiVersion: cluster.x-k8s.io/v1beta2
      kind: Cluster
      metadata:
        name: \(name)
        annotations: {capctl.dev/variables-from: "\(variables)"}
      spec:
        infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureCluster, name: \(name)}
      ---
      apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
      kind: AzureCluster
      metadata:
        name: \(name)
        labels: {cluster.x-k8s.io/cluster-name: \(name)}
      spec: \(spec)
      """)
  }

  func provision() async throws {
    var cluster = try #require(try await get(.cluster, "demo"))
    cluster.status["initialization"] = ["infrastructureProvisioned": true]
    let address = Address(
      Kind.cluster.resource(), namespace: "default", name: "demo", subresource: "status")
    _ = try await scene.client.update(cluster, at: address)
  }

  func makeMachine(
    _ name: String, isPlane: Bool = false, labels: String = "", disk: String = Self.usualDisk,
    _ spec: String = ""
  ) async throws {
    let plane = isPlane ? "cluster.x-k8s.io/control-plane: \"\"," : ""
    try await scene.apply(
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: \(name)-data}
      stringData: {value: "#cloud-config of \(name)"}
      ---
      apiVersion: cluster.x-k8s.io/v1beta2
      kind: Machine
      metadata:
        name: \(name)
        labels: {\(plane) \(labels) cluster.x-k8s.io/cluster-name: demo}
      spec:
        clusterName: demo
        version: v1.20.2
        bootstrap: {dataSecretName: \(name)-data}
        infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureMachine, name: \(name)}
      """)
    let owner = try #require(try await get(.machine, name))
    try await scene.apply(
      """
      apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
      kind: AzureMachine
      metadata:
        name: \(name)
        labels: {cluster.x-k8s.io/cluster-name: demo}
        ownerReferences:
          - {apiVersion: cluster.x-k8s.io/v1beta2, kind: Machine, name: \(name), uid: \(owner.metadata.uid ?? ""), controller: true}
      spec:
        vmSize: Standard_B2ms
        osDisk: \(disk)
      \(spec)
      """)
  }

  static var usualDisk: String {
    "{osType: Linux, diskSizeGB: 30, managedDisk: {storageAccountType: Premium_LRS}}"
  }

  func get(_ kind: Kind, _ name: String) async throws -> Object? {
    try await scene.get(kind.resource(), name)
  }

  @discardableResult
  func becomesReady(_ kind: Kind, _ name: String) async throws -> Object {
    do {
      try await eventually("\(kind.kind) \(name) is there") {
        try await get(kind, name)?.status["ready"] == true
      }
    } catch {
      Issue.record("\(JSON.text(try await get(kind, name)?.status["conditions"] ?? .null))")
      throw error
    }
    return try #require(try await get(kind, name))
  }

  func delete(_ kind: Kind, _ name: String) async throws {
    let address = Address(kind.resource(), namespace: "default", name: name)
    _ = try await scene.client.delete(address)
    do {
      try await eventually("\(kind.kind) \(name) is gone") {
        try await get(kind, name) == nil
      }
    } catch {
      Issue.record("\(JSON.text(try await get(kind, name)?.status["conditions"] ?? .null))")
      throw error
    }
  }

  /// What the condition Ready says, once it says that.
  func tells(_ kind: Kind, _ name: String, _ words: String) async throws {
    do {
      try await eventually("\(name) tells \(words)") {
        try await message(kind, name).contains(words)
      }
    } catch {
      Issue.record("it tells: \(try await message(kind, name))")
      throw error
    }
  }

  private func message(_ kind: Kind, _ name: String) async throws -> String {
    let conditions = try await get(kind, name)?.status["conditions"]?.list ?? []
    return conditions.compactMap { $0["message"]?.string }.joined(separator: "; ")
  }
}
