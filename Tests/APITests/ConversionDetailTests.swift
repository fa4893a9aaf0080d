// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import TestKit
import Testing

@testable import API

struct ConversionDetailTests {
  @Test(arguments: Kinds.all.filter { $0.versions.count > 2 })
  func `a walk through all versions loses nothing`(kind: Kind) throws {
    let conversion = Conversion(of: kind)
    for seed in 1...10 as ClosedRange<UInt64> {
      var walk = SeededRandom(seed)
      var random = RandomObject(seed: seed)
      let start = kind.versions[Int(walk.next() % UInt64(kind.versions.count))]
      let object = try random.make(kind, in: start)
      var there = object
      for _ in 0..<6 {
        let next = kind.versions[Int(walk.next() % UInt64(kind.versions.count))]
        there = try conversion.convert(there, to: next)
      }
      // References found another version on the way, by the contract of each version.
      let back = try conversion.convert(there, to: start)
      #expect(back["metadata"] == object["metadata"], "seed \(seed)")
      let losses = Losses(from: back, to: object, namespace: "team")
      #expect(losses.isEmpty, "seed \(seed): \(YAML.text(losses.value))")
    }
  }

  @Test func `what is changed in an older version is changed, and the rest is as it was`() throws {
    let conversion = Conversion(of: .machineDeployment)
    var shown = try conversion.convert(
      YAML.parse(Self.deployment), to: "v1beta1")
    #expect(shown["spec", "template", "spec", "taints"] == nil)
    #expect(shown["spec", "template", "spec", "nodeDrainTimeout"] == "1m30s")
    shown.put(3, at: "spec.replicas")
    shown.put("2m0s", at: "spec.template.spec.nodeDrainTimeout")
    let kept = try Object(conversion.convert(shown, to: "v1beta2"))
    #expect(kept.spec["replicas"] == 3)
    #expect(kept.spec["template", "spec", "deletion"] == ["nodeDrainTimeoutSeconds": 120])
    #expect(kept.spec["template", "spec", "taints"]?.list?.count == 1)
    #expect(kept.metadata.annotations.isEmpty)
  }

  @Test func `a value that was lost comes back only where nobody changed it since`() throws {
    let conversion = Conversion(of: .machine)
    var old = Object(Kind.machine.at("v1beta1"), namespace: "team", name: "some")
    old.spec = ["nodeDrainTimeout": "90.5s"]
    var kept = try conversion.convert(old.value, to: "v1beta2")
    #expect(kept["spec", "deletion", "nodeDrainTimeoutSeconds"] == 90)
    #expect(try conversion.convert(kept, to: "v1beta1") == old.value)
    kept.put(100, at: "spec.deletion.nodeDrainTimeoutSeconds")
    let shown = try conversion.convert(kept, to: "v1beta1")
    #expect(shown["spec", "nodeDrainTimeout"] == "1m40s")
  }

  @Test func `readers of v1beta1 see the conditions they look for`() throws {
    var cluster = Cluster(namespace: "team", name: "some")
    let now = Time(seconds: 1_700_000_000)
    cluster.set(Condition("Available", .no, reason: "NotAvailable", message: "no API"), at: now)
    cluster.set(
      Condition("InfrastructureReady", .no, reason: "WaitingForIt", message: ""), at: now)
    cluster.set(Condition("ControlPlaneInitialized", .yes, reason: "Initialized"), at: now)
    cluster.isInfrastructureProvisioned = true
    let shown = try Object(
      Conversion(of: .cluster).convert(cluster.object.value, to: "v1beta1"))
    #expect(shown.status["infrastructureReady"] == true)
    let conditions = try #require(shown.status["conditions"]?.list)
    let texts = conditions.map { condition in
      ["type", "status", "severity", "reason", "message"]
        .compactMap { condition[$0]?.string }.joined(separator: " ")
    }
    #expect(
      texts == [
        "Ready False Warning NotAvailable no API", "ControlPlaneInitialized True",
        "InfrastructureReady False Info WaitingForIt",
      ])
    let kept = try Conversion(of: .cluster).convert(shown.value, to: "v1beta2")
    #expect(kept == cluster.object.value)
  }

  @Test func `an annotation that Cluster API wrote is left alone`() throws {
    var old = Object(Kind.machine.at("v1beta1"), namespace: "team", name: "some")
    let text = #"{"spec":{"clusterName":"a"},"status":{}}"#
    old.metadata.annotations = [Annotations.conversionData: text]
    old.spec = ["clusterName": "b"]
    let kept = try Object(Conversion(of: .machine).convert(old.value, to: "v1beta2"))
    #expect(kept.spec == ["clusterName": "b"])
    #expect(kept.metadata.annotations == [Annotations.conversionData: text])
  }

  @Test func `a reference finds the version that the contract names`() throws {
    var cluster = Cluster(namespace: "team", name: "some")
    cluster.spec = [
      "infrastructureRef": ["apiGroup": "x.example", "kind": "XCluster", "name": "x"]
    ]
    let conversion = Conversion(of: .cluster) { kind, contract in
      kind.kind == "XCluster" && contract == "v1beta1" ? "v7" : nil
    }
    let shown = try conversion.convert(cluster.object.value, to: "v1beta1")
    #expect(
      shown["spec", "infrastructureRef"] == [
        "apiVersion": "x.example/v7", "kind": "XCluster", "name": "x", "namespace": "team",
      ])
  }

  @Test(arguments: ["cluster.x-k8s.io/v9", "x.example/v1beta1", "v1", ""])
  func `what is no version of the kind is refused`(apiVersion: String) throws {
    #expect(throws: StatusError.self) {
      try Conversion(of: .cluster).convert(
        ["apiVersion": .string(apiVersion), "kind": "Cluster"], to: "v1beta2")
    }
    #expect(throws: StatusError.self) {
      try Conversion(of: .cluster).convert(
        ["apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "Cluster"], to: "v9")
    }
  }

  private static let deployment = """
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: MachineDeployment
    metadata: {name: some, namespace: team}
    spec:
      clusterName: a
      replicas: 2
      template:
        spec:
          clusterName: a
          deletion: {nodeDrainTimeoutSeconds: 90}
          taints: [{key: a, effect: NoSchedule, propagation: Always}]
    """
}
