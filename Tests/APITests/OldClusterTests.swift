// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import Testing

@testable import API

/// A cluster as people wrote it in 2020, with a single control plane Machine of their own.
struct OldClusterTests {
  @Test(arguments: OldCluster.objects)
  func `objects of v1alpha3 enter as they stand`(object: Object) throws {
    let kind = try kind(of: object)
    let served = try ServedKind(definition: kind.definition())
    let schema = try #require(served.version("v1alpha3")?.schema)
    var value = object.value
    #expect(schema.prune(&value).isEmpty)
    #expect(schema.errors(in: value).isEmpty)
    #expect(kind.errors(in: object, over: nil).isEmpty)
  }

  @Test(arguments: OldCluster.objects)
  func `what is kept of them is valid, and shown as it was written`(object: Object) throws {
    let kind = try kind(of: object)
    let served = try ServedKind(definition: kind.definition())
    let conversion = Conversion(of: kind)
    let settled = try kind.settled(object, over: nil)
    let stored = try conversion.convert(settled.value, to: kind.storedVersion)
    let schema = try #require(served.version(kind.storedVersion)?.schema)
    #expect(schema.errors(in: stored) == [])
    let shown = try Object(conversion.convert(stored, to: "v1alpha3"))
    let losses = Losses(from: shown.value, to: settled.value, namespace: "team")
    #expect(losses.isEmpty, "\(YAML.text(losses.value))")
    #expect(try kind.settled(shown, over: shown) == shown)
  }

  @Test func `they mean in v1beta2 what they meant`() throws {
    let machine = try stored("Machine")
    #expect(
      machine.spec["infrastructureRef"] == [
        "apiGroup": "infrastructure.cluster.x-k8s.io", "kind": "AzureMachine", "name": "old-cp-0",
      ])
    #expect(machine.metadata.labels[Labels.clusterName] == "old")
    let config = try stored("KubeadmConfig").spec
    #expect(
      config["clusterConfiguration", "controllerManager", "extraArgs"] == [
        ["name": "allocate-node-cidrs", "value": "false"],
        ["name": "cloud-config", "value": "/etc/kubernetes/azure.json"],
        ["name": "cloud-provider", "value": "azure"],
      ])
    let timeout = "controlPlaneComponentHealthCheckSeconds"
    #expect(config["initConfiguration", "timeouts", timeout] == 1200)
    #expect(config["clusterConfiguration", "apiServer", "timeoutForControlPlane"] == nil)
    #expect(
      config["files"]?.list?[0]["content"]?.string?.contains("$<AZURE_CLIENT_SECRET>") == true)
    let deployment = try stored("MachineDeployment")
    #expect(deployment.spec["rollout", "strategy", "type"] == "RollingUpdate")
    #expect(deployment.spec["template", "spec", "version"] == "v1.18.8")
  }

  private func kind(of object: Object) throws -> Kind {
    try #require(object.groupVersionKind.flatMap { Kinds.find($0.groupKind) })
  }

  private func stored(_ name: String) throws -> Object {
    let object = try #require(OldCluster.objects.first { $0.kind == name })
    let kind = try kind(of: object)
    let settled = try kind.settled(object, over: nil)
    return try Object(Conversion(of: kind).convert(settled.value, to: kind.storedVersion))
  }
}

enum OldCluster {
  static let objects: [Object] =
    (try? Source("old cluster", text: text).values())?.map(Object.init) ?? []

  private static let text = #"""
    apiVersion: cluster.x-k8s.io/v1alpha3
    kind: Cluster
    metadata: {name: old, namespace: team}
    spec:
      clusterNetwork: {pods: {cidrBlocks: [192.168.0.0/16]}}
      infrastructureRef:
        apiVersion: infrastructure.cluster.x-k8s.io/v1alpha3
        kind: AzureCluster
        name: old
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1alpha3
    kind: AzureCluster
    metadata: {name: old, namespace: team}
    spec:
      resourceGroup: old
      location: northeurope
      networkSpec: {vnet: {name: old-vnet, cidrBlock: 10.0.0.0/8}}
    ---
    apiVersion: cluster.x-k8s.io/v1alpha3
    kind: Machine
    metadata:
      name: old-cp-0
      namespace: team
      labels: {cluster.x-k8s.io/control-plane: "true"}
    spec:
      version: v1.18.8
      clusterName: old
      bootstrap:
        configRef:
          apiVersion: bootstrap.cluster.x-k8s.io/v1alpha3
          kind: KubeadmConfig
          name: old-cp-0
      infrastructureRef:
        apiVersion: infrastructure.cluster.x-k8s.io/v1alpha3
        kind: AzureMachine
        name: old-cp-0
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1alpha3
    kind: AzureMachine
    metadata: {name: old-cp-0, namespace: team}
    spec:
      location: northeurope
      vmSize: Standard_D2s_v3
      osDisk:
        osType: Linux
        diskSizeGB: 30
        managedDisk: {storageAccountType: Premium_LRS}
      sshPublicKey: c3NoLXJzYQ==
    ---
    apiVersion: bootstrap.cluster.x-k8s.io/v1alpha3
    kind: KubeadmConfig
    metadata: {name: old-cp-0, namespace: team}
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
          extraArgs:
            cloud-provider: azure
            cloud-config: /etc/kubernetes/azure.json
            allocate-node-cidrs: "false"
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
      namespace: team
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
            apiVersion: infrastructure.cluster.x-k8s.io/v1alpha3
            kind: AzureMachineTemplate
            name: old-md-0
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1alpha3
    kind: AzureMachineTemplate
    metadata: {name: old-md-0, namespace: team}
    spec:
      template:
        spec:
          location: northeurope
          vmSize: Standard_D2s_v3
          osDisk:
            osType: Linux
            diskSizeGB: 30
            managedDisk: {storageAccountType: Premium_LRS}
          sshPublicKey: c3NoLXJzYQ==
    ---
    apiVersion: bootstrap.cluster.x-k8s.io/v1alpha3
    kind: KubeadmConfigTemplate
    metadata: {name: old-md-0, namespace: team}
    spec:
      template:
        spec:
          joinConfiguration:
            nodeRegistration:
              name: '{{ ds.meta_data["local_hostname"] }}'
              kubeletExtraArgs: {cloud-provider: azure}
    """#
}
