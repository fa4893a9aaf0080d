// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Manifest
import TestKit
import Testing

@testable import capctl

/// A cluster as people wrote them years ago: v1alpha3, a control plane that is one Machine, and a secret
/// that is not in the manifests.
struct OldClusterLifeTests {
  @Test func `it runs, and its secret is in the bootstrap data alone`() async throws {
    try await FleetScene.run { scene in
      try await scene.apply(Self.text)
      try await scene.becomesAvailable("old", machines: 3)
      #expect(try await scene.readyNodes("old").count == 3)
      let secrets = try await scene.client.list(
        Address(Resource(group: "", version: "v1", plural: "secrets")))
      let holders = secrets.items.filter { Self.texts(of: $0).contains { $0.contains("hunter2") } }
      let names = Set(holders.map(\.name))
      #expect(names.contains("old-cp-0"))
      #expect(names.allSatisfy { $0 == "azure" || $0.hasPrefix("old-") })
      for kind in Kinds.all {
        let objects = try await scene.client.list(Address(kind.resource())).items
        for object in objects { #expect(!JSON.text(object.value).contains("hunter2"), "\(object)") }
      }
      try await scene.delete(.cluster, "old")
      try await eventually("it is gone") { try await scene.find(Cluster.self, "old") == nil }
      #expect(try await scene.all(Machine.self).isEmpty)
    }
  }

  private static func texts(of secret: Object) -> [String] {
    (secret.value["data"]?.map ?? [:]).compactMap { entry in
      entry.value.string.flatMap { Data(base64Encoded: $0) }.map {
        String(decoding: $0, as: UTF8.self)
      }
    }
  }

  static let text = #"""
    apiVersion: v1
    kind: Secret
    metadata: {name: azure, namespace: default}
    stringData: {AZURE_CLIENT_SECRET: hunter2}
    ---
    apiVersion: cluster.x-k8s.io/v1alpha3
    kind: Cluster
    metadata:
      name: old
      namespace: default
      annotations: {capctl.dev/variables-from: Secret/azure}
    spec:
      clusterNetwork: {pods: {cidrBlocks: [192.168.0.0/16]}}
      infrastructureRef:
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
        kind: InMemoryCluster
        name: old
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: InMemoryCluster
    metadata: {name: old, namespace: default}
    ---
    apiVersion: cluster.x-k8s.io/v1alpha3
    kind: Machine
    metadata:
      name: old-cp-0
      namespace: default
      labels: {cluster.x-k8s.io/control-plane: "true", cluster.x-k8s.io/cluster-name: old}
    spec:
      version: v1.18.8
      clusterName: old
      bootstrap:
        configRef:
          apiVersion: bootstrap.cluster.x-k8s.io/v1alpha3
          kind: KubeadmConfig
          name: old-cp-0
      infrastructureRef:
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
        kind: InMemoryMachine
        name: old-cp-0
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: InMemoryMachine
    metadata: {name: old-cp-0, namespace: default}
    ---
    apiVersion: bootstrap.cluster.x-k8s.io/v1alpha3
    kind: KubeadmConfig
    metadata: {name: old-cp-0, namespace: default}
    spec:
      initConfiguration:
        nodeRegistration:
          name: '{{ ds.meta_data["local_hostname"] }}'
          kubeletExtraArgs: {cloud-provider: azure, cloud-config: /etc/kubernetes/azure.json}
      clusterConfiguration:
        apiServer:
          timeoutForControlPlane: 20m
          extraArgs: {cloud-provider: azure, cloud-config: /etc/kubernetes/azure.json}
          extraVolumes:
            - hostPath: /etc/kubernetes/azure.json
              mountPath: /etc/kubernetes/azure.json
              name: cloud-config
              readOnly: true
        controllerManager:
          extraArgs: {cloud-provider: azure, allocate-node-cidrs: "false"}
      files:
        - path: /etc/kubernetes/azure.json
          owner: root:root
          permissions: "0644"
          content: |
            {"aadClientSecret": "$<AZURE_CLIENT_SECRET>", "useInstanceMetadata": true}
    ---
    apiVersion: cluster.x-k8s.io/v1alpha3
    kind: MachineDeployment
    metadata:
      name: old-md-0
      namespace: default
      labels: {nodepool: nodepool-0}
    spec:
      replicas: 2
      clusterName: old
      selector: {matchLabels: {nodepool: nodepool-0}}
      template:
        metadata: {labels: {nodepool: nodepool-0}}
        spec:
          version: v1.18.8
          clusterName: old
          bootstrap:
            configRef:
              apiVersion: bootstrap.cluster.x-k8s.io/v1alpha3
              kind: KubeadmConfigTemplate
              name: old-md-0
          infrastructureRef:
            apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
            kind: InMemoryMachineTemplate
            name: old-md-0
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: InMemoryMachineTemplate
    metadata: {name: old-md-0, namespace: default}
    spec:
      template:
        spec:
          vm: {provisioning: {startupDuration: 0s}}
    ---
    apiVersion: bootstrap.cluster.x-k8s.io/v1alpha3
    kind: KubeadmConfigTemplate
    metadata: {name: old-md-0, namespace: default}
    spec:
      template:
        spec:
          joinConfiguration:
            nodeRegistration:
              name: '{{ ds.meta_data["local_hostname"] }}'
              kubeletExtraArgs: {cloud-provider: azure, cloud-config: /etc/kubernetes/azure.json}
          files:
            - path: /etc/kubernetes/azure.json
              owner: root:root
              permissions: "0644"
              content: |
                {"aadClientSecret": "$<AZURE_CLIENT_SECRET>", "useInstanceMetadata": true}
    """#
}
