// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest

/// A cluster of virtual machines in the shape that slides of 2020 show: v1alpha3, a control plane that is one
/// Machine, workers by a MachineDeployment, and `azure.json` on each node, with the secret left to be bound.
///
/// What differs from there: `cloud-provider` is `external`, for the provider within Kubernetes 1.20 would sign in
/// to Azure itself; so the control plane's kubelet says which machine it is, for add-ons come when that is known;
/// `allocate-node-cidrs` is `"true"`, which the node image's network for pods needs and Calico does not; there is
/// one worker at first; and a label says that the cluster gets a network and a cloud node manager.
struct AzureManifest {
  let cluster: String

  var group: String { "group-\(cluster)" }

  func text(workers: Int, diskSize: Int = 30) -> String {
    [ground, plane, config, deployment(workers), template(diskSize), joining].joined(
      separator: "\n---\n")
  }

  private var key: String { Data("ssh-ed25519 AAAA somebody".utf8).base64EncodedString() }

  private var ground: String {
    """
    apiVersion: cluster.x-k8s.io/v1alpha3
    kind: Cluster
    metadata: {name: \(cluster), labels: {nodes: azure}}
    spec:
      clusterNetwork: {pods: {cidrBlocks: ["192.168.0.0/16"]}}
      infrastructureRef:
        apiVersion: infrastructure.cluster.x-k8s.io/v1alpha3
        kind: AzureCluster
        name: \(cluster)
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1alpha3
    kind: AzureCluster
    metadata: {name: \(cluster)}
    spec:
      resourceGroup: "\(group)"
      location: northeurope
      networkSpec: {vnet: {name: \(cluster)-network}}
    """
  }

  private var plane: String {
    """
    apiVersion: cluster.x-k8s.io/v1alpha3
    kind: Machine
    metadata:
      name: \(cluster)-controlplane-0
      labels: {cluster.x-k8s.io/control-plane: "true"}
    spec:
      version: v1.20.2
      clusterName: \(cluster)
      bootstrap:
        configRef:
          apiVersion: bootstrap.cluster.x-k8s.io/v1alpha3
          kind: KubeadmConfig
          name: \(cluster)-controlplane-0
      infrastructureRef:
        apiVersion: infrastructure.cluster.x-k8s.io/v1alpha3
        kind: AzureMachine
        name: \(cluster)-controlplane-0
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/v1alpha3
    kind: AzureMachine
    metadata: {name: \(cluster)-controlplane-0}
    spec:
      location: northeurope
      vmSize: Standard_D2s_v3
      osDisk: {osType: Linux, diskSizeGB: 30, managedDisk: {storageAccountType: Premium_LRS}}
      sshPublicKey: \(key)
    """
  }

  private var config: String {
    """
    apiVersion: bootstrap.cluster.x-k8s.io/v1alpha3
    kind: KubeadmConfig
    metadata: {name: \(cluster)-controlplane-0}
    spec:
      initConfiguration:
        nodeRegistration:
          name: '{{ ds.meta_data["local_hostname"] }}'
          kubeletExtraArgs:
            cloud-provider: external
            cloud-config: /etc/kubernetes/azure.json
            provider-id: 'azure://{{ ds.meta_data.imds.compute.resourceId }}'
      clusterConfiguration:
        apiServer:
          timeoutForControlPlane: 20m
          extraArgs: {cloud-provider: external, cloud-config: /etc/kubernetes/azure.json}
          extraVolumes: [\(volume)]
        controllerManager:
          extraArgs:
            cloud-provider: external
            cloud-config: /etc/kubernetes/azure.json
            allocate-node-cidrs: "true"
          extraVolumes: [\(volume)]
      files: [\(file(role: "controlplane"))]
    """
  }

  private let volume = """
    {hostPath: /etc/kubernetes/azure.json, mountPath: /etc/kubernetes/azure.json, name: cloud-config, readOnly: true}
    """

  private func file(role: String) -> String {
    let settings: Value = [
      "cloud": "AzurePublicCloud", "tenantId": "$<AZURE_TENANT_ID>",
      "subscriptionId": "$<AZURE_SUBSCRIPTION_ID>", "aadClientId": "$<AZURE_CLIENT_ID>",
      "aadClientSecret": "$<AZURE_CLIENT_SECRET>", "resourceGroup": .string(group),
      "securityGroupName": .string("\(cluster)-\(role)-nsg"), "location": "northeurope",
      "vmType": "standard", "vnetName": .string("\(cluster)-network"),
      "vnetResourceGroup": .string(group), "subnetName": .string("\(cluster)-\(role)-subnet"),
      "routeTableName": .string("\(cluster)-node-routetable"), "loadBalancerSku": "standard",
      "useManagedIdentityExtension": false, "useInstanceMetadata": true,
    ]
    let entry: Value = [
      "path": "/etc/kubernetes/azure.json", "owner": "root:root", "permissions": "0644",
      "content": .string(JSON.text(settings)),
    ]
    return JSON.text(entry)
  }

  private func deployment(_ workers: Int) -> String {
    """
    apiVersion: cluster.x-k8s.io/v1alpha3
    kind: MachineDeployment
    metadata: {name: \(cluster)-md-0, labels: {nodepool: nodepool-0}}
    spec:
      replicas: \(workers)
      clusterName: \(cluster)
      selector: {matchLabels: {nodepool: nodepool-0}}
      template:
        metadata: {labels: {nodepool: nodepool-0}}
        spec:
          version: v1.20.2
          clusterName: \(cluster)
          bootstrap:
            configRef:
              name: \(cluster)-md-0
              apiVersion: bootstrap.cluster.x-k8s.io/v1alpha3
              kind: KubeadmConfigTemplate
          infrastructureRef:
            name: \(cluster)-md-0
            apiVersion: infrastructure.cluster.x-k8s.io/v1alpha3
            kind: AzureMachineTemplate
    """
  }

  private func template(_ diskSize: Int) -> String {
    """
    apiVersion: infrastructure.cluster.x-k8s.io/v1alpha3
    kind: AzureMachineTemplate
    metadata: {name: \(cluster)-md-0}
    spec:
      template:
        spec:
          location: northeurope
          vmSize: Standard_D2s_v3
          osDisk: {osType: Linux, diskSizeGB: \(diskSize), managedDisk: {storageAccountType: Premium_LRS}}
          sshPublicKey: \(key)
    """
  }

  private var joining: String {
    """
    apiVersion: bootstrap.cluster.x-k8s.io/v1alpha3
    kind: KubeadmConfigTemplate
    metadata: {name: \(cluster)-md-0}
    spec:
      template:
        spec:
          joinConfiguration:
            nodeRegistration:
              name: '{{ ds.meta_data["local_hostname"] }}'
              kubeletExtraArgs: {cloud-provider: external, cloud-config: /etc/kubernetes/azure.json}
          files: [\(file(role: "node"))]
    """
  }
}
