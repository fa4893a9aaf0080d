// SPDX-License-Identifier: Apache-2.0

import API
import Docker
import HTTP
import Kube
import Manifest
import TestKit
import Testing

@testable import Provider

/// An engine whose disk is full: the condition has its words.
struct FullDiskTests {
  enum Place: CaseIterable, Sendable {
    case pull, container

    /// What the engine answers.
    func answer(_ request: StubRequest) -> (status: Int, body: String) {
      let full = "write /var/lib/docker/tmp/layer: no space left on device"
      let path = request.target.replacing(#/^\/v1\.[0-9]+|\?.*$/#, with: "")
      switch (request.method, path) {
      case ("GET", "/images/node:1/json"):
        return (self == .pull ? 404 : 200, #"{"Id": "sha256:1", "message": "none"}"#)
      case ("POST", "/images/create"): return (200, #"{"error": "\#(full)"}"# + "\n")
      case ("POST", "/containers/create"): return (500, #"{"message": "\#(full)"}"#)
      case ("GET", "/networks"): return (200, "[]")
      case ("GET", "/containers/c-w/json"): return (404, #"{"message": "none"}"#)
      default: return (200, "{}")
      }
    }
  }

  @Test(arguments: Place.allCases)
  func `a machine says that the engine's disk is full`(_ place: Place) async throws {
    try await StubServer.run { request, connection in
      let (status, body) = place.answer(request)
      connection.answer(status, body, headers: ["Api-Version": "1.41"])
    } _: { server in
      let engine = DockerEngine(
        at: try DockerEndpoint(server.url), over: HTTPClient(environment: [:]))
      try await PackScene.run(
        try EngineScene.packs(), over: [DockerTransport(to: engine)]
      ) { scene in
        try await scene.apply(Self.objects)
        var door = Address(Kind.cluster.resource(), namespace: "default", name: "c")
        door.subresource = "status"
        let patch: Value = ["status": ["initialization": ["infrastructureProvisioned": true]]]
        _ = try await scene.client.patch(.merge(patch), at: door)
        let owner = try #require(try await scene.get(Kind.machine.resource(), "w"))
        try await scene.apply(
          Self.machine.replacing("OWNER", with: owner.metadata.uid ?? ""))
        try await eventually("it is said", within: .seconds(120)) {
          let object = try await scene.get(Kind.dockerMachine.resource(), "w")
          let message = object?.condition(ConditionTypes.ready)?.message ?? ""
          return message.contains("no space left on device")
        }
      }
    }
  }

  private static let objects = """
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Cluster
    metadata: {name: c}
    spec: {infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: DockerCluster, name: c}}
    ---
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Machine
    metadata: {name: w, labels: {cluster.x-k8s.io/cluster-name: c}}
    spec:
      clusterName: c
      bootstrap: {dataSecretName: data}
      infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: DockerMachine, name: w}
    """

  private static let machine = """
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
    kind: DockerMachine
    metadata:
      name: w
      labels: {cluster.x-k8s.io/cluster-name: c}
      ownerReferences:
      - {apiVersion: cluster.x-k8s.io/v1beta2, kind: Machine, name: w, uid: OWNER, controller: true}
    spec: {customImage: "node:1"}
    """
}
