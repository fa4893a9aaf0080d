// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import ManagementAPI
import Manifest

/// A cluster of one control plane and two workers, of any provider.
struct Sample: Sendable {
  var provider: String
  var version = "v1beta2"
  var workers = 2
  var planes = 1
  var kubernetes = "v1.30.0"
  /// The spec of the cluster's infrastructure.
  var cluster = "{}"
  /// The spec of the workers' template.
  var worker = "{}"
  var plane = "{}"
  var annotations = "{}"
  /// Of the workers, changed in place.
  var labels = "{}"

  var text: String {
    """
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: Cluster
    metadata: {name: demo, annotations: \(annotations)}
    spec:
      clusterNetwork: {pods: {cidrBlocks: [192.168.0.0/16]}, services: {cidrBlocks: [10.128.0.0/12]}}
      controlPlaneRef: {apiGroup: controlplane.cluster.x-k8s.io, kind: KubeadmControlPlane, name: demo-cp}
      infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: \(provider)Cluster, name: demo}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/\(version)
    kind: \(provider)Cluster
    metadata: {name: demo}
    spec: \(cluster)
    ---
    apiVersion: controlplane.cluster.x-k8s.io/v1beta2
    kind: KubeadmControlPlane
    metadata: {name: demo-cp}
    spec:
      replicas: \(planes)
      version: \(kubernetes)
      machineTemplate:
        spec:
          infrastructureRef:
            {apiGroup: infrastructure.cluster.x-k8s.io, kind: \(provider)MachineTemplate, name: demo-cp}
      kubeadmConfigSpec: {clusterConfiguration: {encryptionAlgorithm: ECDSA-P256}}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/\(version)
    kind: \(provider)MachineTemplate
    metadata: {name: demo-cp}
    spec: {template: {spec: \(plane)}}
    ---
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: MachineDeployment
    metadata: {name: demo-md}
    spec:
      clusterName: demo
      replicas: \(workers)
      selector: {matchLabels: {cluster.x-k8s.io/deployment-name: demo-md}}
      template:
        metadata: {labels: {cluster.x-k8s.io/deployment-name: demo-md}, annotations: \(labels)}
        spec:
          clusterName: demo
          version: \(kubernetes)
          bootstrap:
            configRef: {apiGroup: bootstrap.cluster.x-k8s.io, kind: KubeadmConfigTemplate, name: demo-md}
          infrastructureRef:
            {apiGroup: infrastructure.cluster.x-k8s.io, kind: \(provider)MachineTemplate, name: demo-md}
    ---
    apiVersion: infrastructure.cluster.x-k8s.io/\(version)
    kind: \(provider)MachineTemplate
    metadata: {name: demo-md}
    spec: {template: {spec: \(worker)}}
    ---
    apiVersion: bootstrap.cluster.x-k8s.io/v1beta2
    kind: KubeadmConfigTemplate
    metadata: {name: demo-md}
    spec: {template: {spec: {}}}
    """
  }

  /// Makes a change that the API is told as a whole.
  func with(_ change: (inout Sample) -> Void) -> Sample {
    var copy = self
    change(&copy)
    return copy
  }

  /// Applies it, as git would.
  func apply(to client: LocalClient, _ more: String = "") async throws {
    try await Self.apply(more.isEmpty ? text : "\(more)\n---\n\(text)", to: client)
  }

  static func apply(_ text: String, to client: LocalClient) async throws {
    var options = WriteOptions()
    options.fieldManager = "test"
    options.force = true
    for document in Source("test.yaml", text: text).documents() {
      var object = Object(try document.get().value)
      object.metadata.namespace = "default"
      _ = try await client.patch(.apply(object.value), at: address(of: object), options)
    }
  }

  static func address(of object: Object) -> Address {
    let kind = object.groupVersionKind
    let own = kind.flatMap { Kinds.find($0.groupKind) }?.resource(kind?.version)
    let resource =
      own
      ?? Resource(
        group: kind?.group ?? "", version: kind?.version ?? "v1",
        plural: object.kind.lowercased() + "s")
    return Address(resource, namespace: object.namespace, name: object.name)
  }

  static func delete(_ client: LocalClient) async throws {
    let address = Address(Kind.cluster.resource(), namespace: "default", name: "demo")
    try await client.delete(address)
  }
}
