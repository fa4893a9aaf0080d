// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Manifest
import TestKit
import Testing

@testable import capctl

/// A cluster with an agent goes in order.
struct ReleaseTests {
  private static let agent = """
    apiVersion: gitops.capctl.dev/v1alpha1
    kind: GitOpsAgent
    metadata: {name: platform}
    spec:
      clusterRef: {name: demo}
      type: capctl
      source: {url: "file:///nowhere"}
      path: clusters/demo
    """
  /// Nobody ever makes its infrastructure.
  private static let stillborn = """
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Cluster
    metadata: {name: demo}
    spec:
      infrastructureRef:
        {apiGroup: infrastructure.cluster.x-k8s.io, kind: InMemoryCluster, name: missing}
    """
  private static let services = Resource(group: "", version: "v1", plural: "services")
  private static let followed = Address(
    Kind.kustomization.resource(), namespace: "capctl-system", name: "platform")

  private func state(_ scene: FleetScene) async throws -> String {
    let entry = try await scene.find(GitOpsAgent.self, "platform")?.clusters.first
    return [entry?["state"]?.string, entry?["message"]?.string].compactMap(\.self)
      .joined(separator: " ")
  }

  @Test func `machines wait until load balancers are released`() async throws {
    try await FleetScene.run { scene in
      try await scene.make("demo", workers: 1)
      try await scene.apply(Self.agent)
      try await scene.becomesAvailable("demo", machines: 2)
      let inside = scene.workload("demo")
      try await eventually("the agent is there") {
        try await inside.find(Self.followed) != nil
      }
      let annotations = try await scene.find(Cluster.self, "demo")?.metadata.annotations
      #expect(annotations?[Annotations.agent] == "platform")
      let web = Address(Self.services, namespace: "default", name: "web")
      _ = try await inside.create(
        Object(
          try YAML.parse(
            "{apiVersion: v1, kind: Service, metadata: {name: web, finalizers: [example.com/cloud]}, "
              + "spec: {type: LoadBalancer, ports: [{port: 80}]}}")),
        at: Address(Self.services, namespace: "default"))
      try await scene.delete(.cluster, "demo")
      try await eventually("the agent says what is waited for") {
        try await state(scene).contains("Removing Waiting for Service default/web to be gone")
      }
      #expect(try await inside.get(web).isDeleting)
      #expect(try await inside.get(Self.followed).spec["suspend"] == true)
      let machines = try await scene.all(Machine.self, of: "demo")
      #expect(machines.count == 2 && machines.allSatisfy { !$0.isDeleting })
      let deleting = try await scene.find(Cluster.self, "demo")?.condition(ConditionTypes.deleting)
      #expect(deleting?.reason == "WaitingForAgent")
      _ = try await inside.patch(.merge(["metadata": ["finalizers": .null]]), at: web)
      try await eventually("the cluster is gone") {
        try await scene.find(Cluster.self, "demo") == nil
      }
    }
  }

  /// Neither waits for the other: the control plane never comes up, and so nothing was ever brought.
  @Test func `a cluster that never came up goes at once, and its agent with it`() async throws {
    try await FleetScene.run { scene in
      try await scene.apply(Self.stillborn)
      try await scene.apply(Self.agent)
      try await eventually("the agent waits for the cluster") {
        try await state(scene).contains("Waiting")
      }
      try await scene.delete(.cluster, "demo")
      try await scene.delete(.gitOpsAgent, "platform")
      try await eventually("both are gone") {
        let cluster = try await scene.find(Cluster.self, "demo")
        return try await scene.find(GitOpsAgent.self, "platform") == nil && cluster == nil
      }
    }
  }
}
