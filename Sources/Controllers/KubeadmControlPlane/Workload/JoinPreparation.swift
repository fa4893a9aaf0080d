// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Manifest
import Runtime
import Site

/// Makes a cluster ready for machines of the control plane's version: kubeadm on a machine that joins reads
/// its configuration from the cluster, in its own version.
struct JoinPreparation: Sendable {
  let client: any KubeClient
  let plane: KubeadmControlPlane
  let facts: ClusterFacts

  private static let namespace = PlaneProbe.namespace

  func run() async throws {
    let place = Address(.configMaps, namespace: Self.namespace, name: "kubeadm-config")
    // Who set the cluster up by other means keeps it so.
    guard let seen = try await client.find(place),
      let text = seen.value["data"]?[ClusterDocument.key]?.string,
      let found = try? YAML.parse(text, name: "kubeadm-config"),
      let old = found["kubernetesVersion"]?.string, old != plane.version
    else { return }
    // The kubelet's comes first: what follows says that all is done.
    try await carryKubeletConfiguration(from: old)
    let kubeadm = try KubeadmConfiguration(
      spec: plane.kubeadmConfigSpec, cluster: facts, kubernetesVersion: plane.version)
    var wanted = seen
    let document = ClusterDocument.updated(found, to: kubeadm.clusterConfiguration)
    wanted.value["data"]?[ClusterDocument.key] = .string(YAML.text(document))
    _ = try await client.update(wanted, at: place)
  }

  private func carryKubeletConfiguration(from old: String) async throws(StatusError) {
    guard let source = KubeletDocument(kubernetes: old),
      let target = KubeletDocument(kubernetes: plane.version), source != target
    else { return }
    let place = Address(.configMaps, namespace: Self.namespace, name: source.name)
    guard let seen = try await client.find(place) else { return }
    var copy = Object(
      GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), namespace: Self.namespace,
      name: target.name)
    copy.value["data"] = seen.value["data"]
    try await make(copy, in: .configMaps)
    try await allow(reading: target)
  }

  private func allow(reading document: KubeletDocument) async throws(StatusError) {
    let group = "rbac.authorization.k8s.io"
    func object(_ kind: String) -> Object {
      Object(
        GroupVersionKind(group: group, version: "v1", kind: kind), namespace: Self.namespace,
        name: document.role)
    }
    var role = object("Role")
    role.value["rules"] = [
      [
        "apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"],
        "resourceNames": [.string(document.name)],
      ]
    ]
    var binding = object("RoleBinding")
    binding.value["roleRef"] = [
      "apiGroup": .string(group), "kind": "Role", "name": .string(document.role),
    ]
    let groups = ["system:nodes", "system:bootstrappers:kubeadm:default-node-token"]
    let subjects = groups.map { name -> Value in
      ["apiGroup": .string(group), "kind": "Group", "name": .string(name)]
    }
    binding.value["subjects"] = .some(.list(subjects))
    try await make(role, in: Resource(group: group, version: "v1", plural: "roles"))
    try await make(binding, in: Resource(group: group, version: "v1", plural: "rolebindings"))
  }

  private func make(_ object: Object, in resource: Resource) async throws(StatusError) {
    do throws(StatusError) {
      _ = try await client.create(object, at: Address(resource, namespace: Self.namespace))
    } catch {
      guard error.isAlreadyExists else { throw error }
    }
  }
}
