// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import ManagementAPI
import Manifest
import PKI
import Testing

@testable import Controllers
@testable import Site

// Machines with bootstrap data and nothing else.
extension PlaneStage {
  func cluster(withControlPlane: Bool) -> Object {
    var object = Object(Kind.cluster.at(), namespace: "default", name: "c")
    object.spec = [
      "controlPlaneEndpoint": ["host": "127.0.0.1", "port": 6443],
      "infrastructureRef": [
        "apiGroup": "infrastructure.cluster.x-k8s.io", "kind": "InMemoryCluster", "name": "c",
      ],
    ]
    if withControlPlane {
      object.spec["controlPlaneRef"] = [
        "apiGroup": "controlplane.cluster.x-k8s.io", "kind": "KubeadmControlPlane", "name": "cp",
      ]
    }
    return object
  }

  /// A cluster that can be joined.
  func createRunning() async throws {
    try await create(cluster(withControlPlane: true))
    try await provision()
    try await initialize()
    try await createAuthority()
  }

  func provision() async throws {
    try await change(.cluster, "c") {
      $0.status = ["initialization": ["infrastructureProvisioned": true]]
    }
  }

  func initialize() async throws {
    try await change(.cluster, "c") {
      $0.status["initialization"] = [
        "infrastructureProvisioned": true, "controlPlaneInitialized": true,
      ]
    }
  }

  func createAuthority() async throws {
    let pair = try await KeyPair.make(.authority, .ecdsaP256, at: world.site.now)
    try await create(pair.object(for: .authority, of: cluster(withControlPlane: true), owner: nil))
  }

  func addMachine(
    _ name: String, isControlPlane: Bool, version: String = "v1.30.0",
    _ change: (inout Value) -> Void = { _ in }
  ) async throws {
    try await addConfig(name, change)
    var machine = Machine(namespace: "default", name: name)
    if isControlPlane { machine.metadata.labels = [Labels.controlPlane: ""] }
    machine.spec = spec(name, version)
    try await create(machine.object)
  }

  func addPool(_ name: String) async throws {
    try await addConfig(name) { _ in }
    var pool = Object(Kind.machinePool.at(), namespace: "default", name: name)
    pool.spec = [
      "clusterName": "c", "replicas": 1, "template": ["spec": spec(name, "v1.30.0")],
    ]
    try await create(pool)
  }

  private func addConfig(_ name: String, _ change: (inout Value) -> Void) async throws {
    var config = KubeadmConfig(namespace: "default", name: name)
    config.metadata.labels = [Labels.clusterName: "c"]
    config.spec = ["clusterConfiguration": ["encryptionAlgorithm": "ECDSA-P256"]]
    change(&config.spec)
    try await create(config.object)
  }

  private func spec(_ name: String, _ version: String) -> Value {
    [
      "clusterName": "c", "version": .string(version),
      "bootstrap": [
        "configRef": [
          "apiGroup": "bootstrap.cluster.x-k8s.io", "kind": "KubeadmConfig", "name": .string(name),
        ]
      ],
      "infrastructureRef": [
        "apiGroup": "infrastructure.cluster.x-k8s.io", "kind": "InMemoryMachine",
        "name": .string(name),
      ],
    ]
  }

  func opaque(_ name: String, _ data: Value) -> Object {
    var object = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Secret"), namespace: "default", name: name)
    object.value["data"] = data
    return object
  }

  func map(_ name: String, _ data: Value) -> Object {
    var object = Object(
      GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), namespace: "default",
      name: name)
    object.value["data"] = data
    return object
  }

  // MARK: - What became of it

  func config(_ name: String) async throws -> KubeadmConfig {
    let address = Address(Kind.kubeadmConfig.resource(), namespace: "default", name: name)
    return KubeadmConfig(try await world.direct.get(address))
  }

  func reason(_ name: String) async throws -> String? {
    try await config(name).condition(ConditionTypes.dataSecretAvailable)?.reason
  }

  func message(_ name: String) async throws -> String {
    try await config(name).condition(ConditionTypes.dataSecretAvailable)?.message ?? ""
  }

  func userData(_ name: String) async throws -> String {
    try #require(try await secret(name).secretText("value"))
  }

  func token(_ token: BootstrapToken) async throws -> Object {
    try await workload.get(
      Address(.secrets, namespace: "kube-system", name: token.secretName))
  }

  func forget(_ token: BootstrapToken) async throws {
    try await workload.delete(
      Address(.secrets, namespace: "kube-system", name: token.secretName))
  }
}
