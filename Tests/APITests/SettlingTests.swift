// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

@testable import API

struct SettlingTests {
  @Test func `a MachineDeployment needs only what nobody can guess`() throws {
    let settled = try settle(
      .machineDeployment,
      "{clusterName: a, template: {spec: {clusterName: a, version: 1.31.0}}}")
    #expect(settled.metadata.labels == [Labels.clusterName: "a"])
    let selector: Value = [
      "matchLabels": [
        "cluster.x-k8s.io/cluster-name": "a", "cluster.x-k8s.io/deployment-name": "some",
      ]
    ]
    #expect(settled.spec["selector"] == selector)
    #expect(settled.spec["template", "metadata", "labels"] == selector["matchLabels"])
    #expect(settled.spec["template", "spec", "version"] == "v1.31.0")
    #expect(settled.spec["replicas"] == 1)
    #expect(
      settled.spec["rollout"] == [
        "strategy": [
          "type": "RollingUpdate", "rollingUpdate": ["maxSurge": 1, "maxUnavailable": 0],
        ]
      ])
    #expect(try Kind.machineDeployment.settled(settled, over: settled) == settled)
  }

  @Test func `a strategy without rolling updates gets no numbers for them`() throws {
    let settled = try settle(
      .machineDeployment, "{clusterName: a, rollout: {strategy: {type: OnDelete}}}")
    #expect(settled.spec["rollout"] == ["strategy": ["type": "OnDelete"]])
  }

  @Test(arguments: [(nil, 2), (1, 2), (3, 3), (9, 5)] as [(Int64?, Int64)])
  func `an autoscaler's number is kept within its bounds`(before: Int64?, after: Int64) throws {
    var object = Object(Kind.machineSet.at(), namespace: "team", name: "some")
    object.metadata.annotations = [
      Annotations.autoscalerMinimum: "2", Annotations.autoscalerMaximum: "5",
    ]
    var old = object
    if let before { old.spec["replicas"] = .int(before) }
    let settled = try Kind.machineSet.settled(object, over: before == nil ? nil : old)
    #expect(settled.spec["replicas"]?.int == after)
  }

  @Test func `objects of older versions are filled in in their own words`() throws {
    var object = Object(Kind.kubeadmControlPlane.at("v1alpha4"), namespace: "team", name: "some")
    object.spec = ["version": "1.22.0"]
    let settled = try Kind.kubeadmControlPlane.settled(object, over: nil)
    #expect(settled.apiVersion == "controlplane.cluster.x-k8s.io/v1alpha4")
    #expect(settled.spec["version"] == "v1.22.0")
    #expect(settled.spec["rolloutStrategy", "rollingUpdate", "maxSurge"] == 1)
    #expect(settled.metadata.annotations.isEmpty)
  }

  private func settle(_ kind: Kind, _ spec: String) throws -> Object {
    var object = Object(kind.at(), namespace: "team", name: "some")
    object.spec = try YAML.parse(spec)
    return try kind.settled(object, over: nil)
  }
}
