// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Foundation
import HTTP
import Kube
import Manifest
import PKI
import Serving
import TestKit
import Testing

@testable import capctl

/// Jams on the way into a cluster that others made.
struct AccessJamTests {
  /// A cluster whose infrastructure and control plane somebody else has made, at an address.
  private func adopt(_ scene: FleetScene, port: Int) async throws {
    try await scene.apply(
      """
      apiVersion: cluster.x-k8s.io/v1beta2
      kind: Cluster
      metadata: {name: far}
      spec: {controlPlaneEndpoint: {host: 127.0.0.1, port: \(port)}}
      ---
      apiVersion: cluster.x-k8s.io/v1beta2
      kind: Machine
      metadata: {name: far-0, labels: {cluster.x-k8s.io/cluster-name: far, cluster.x-k8s.io/control-plane: ""}}
      spec:
        clusterName: far
        bootstrap: {dataSecretName: far-0}
        infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: DockerMachine, name: far-0}
      """)
    var door = scene.place(.cluster, "far")
    door.subresource = "status"
    let done: Value = ["infrastructureProvisioned": true, "controlPlaneInitialized": true]
    _ = try await scene.client.patch(.merge(["status": ["initialization": done]]), at: door)
  }

  @Test func `a kubeconfig that is missing`() async throws {
    try await withTemporaryDirectory { folder in
      try await FleetScene.run(in: folder) { scene in
        try await adopt(scene, port: 6443)
        try await Explained(
          folder: folder, word: "ready", object: "cluster/far", blocker: "Cluster default/far",
          words: "Secret far-kubeconfig does not exist", remedy: "capctl restore"
        ).isTold()
      }
    }
  }

  @Test func `a certificate that has expired`() async throws {
    let past = Int(Date().timeIntervalSince1970) - 2 * 365 * 86_400
    let authority = try await Authority.make("far", .ecdsaP256, at: past)
    let leaf = Leaf(Subject("kube-apiserver"), for: [.server], names: ["127.0.0.1", "localhost"])
    let identity = try await authority.issue(leaf, .ecdsaP256, at: past)
    let server = try HTTPServer(ServerLimits()) { _ in ServerResponse(404, [:], .bytes([])) }
    let address = try server.listen(
      at: .tcp("127.0.0.1", port: 0),
      as: ServerIdentity(
        certificates: identity.certificate.pem, key: identity.key.pem, clientAuthorities: nil))
    guard case .tcp(_, let port) = address else { return }
    try await withTemporaryDirectory { folder in
      try await FleetScene.run(in: folder) { scene in
        let config = try await Bootstrap.Kubeconfig.make(
          for: "far", server: "https://127.0.0.1:\(port)", authority: authority, .ecdsaP256)
        var cluster = Object(Kind.cluster.at(), namespace: "default", name: "far")
        cluster.metadata.uid = "far"
        let secret = config.object(of: cluster, owner: nil)
        _ = try await scene.client.create(
          secret,
          at: Address(Resource(group: "", version: "v1", plural: "secrets"), namespace: "default"))
        try await adopt(scene, port: Int(port))
        try await Explained(
          folder: folder, word: "ready", object: "cluster/far", blocker: "Cluster default/far",
          words: "expired", remedy: "capctl rollout restart kubeadmcontrolplane"
        ).isTold()
      }
    }
    await server.shutDown(within: .zero)
  }
}
