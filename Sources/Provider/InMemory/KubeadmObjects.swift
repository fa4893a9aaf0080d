// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest

/// What `kubeadm init` leaves behind in a new cluster, as far as somebody looks at it later. Pure.
package struct KubeadmObjects: Sendable {
  /// The ClusterConfiguration in the user data, as text; nil where there is none.
  package let configuration: String?
  package let version: String

  package init(configuration: String?, version: String) {
    self.configuration = configuration
    self.version = version
  }

  package var all: [Object] {
    [kubeadmConfig, kubeProxy, coreDNSConfig, coreDNS]
  }

  private var kubeadmConfig: Object {
    let fallback = YAML.text([
      "apiVersion": "kubeadm.k8s.io/v1beta3", "kind": "ClusterConfiguration",
      "kubernetesVersion": .string(version),
    ])
    return configMap(
      "kubeadm-config", ["ClusterConfiguration": .string(configuration ?? fallback)])
  }

  private var kubeProxy: Object {
    workload("DaemonSet", "kube-proxy", image: "kube-proxy:\(version)")
  }

  private var coreDNSConfig: Object {
    configMap("coredns", ["Corefile": ".:53 {\n    errors\n    health\n    ready\n}\n"])
  }

  private var coreDNS: Object {
    var object = workload("Deployment", "coredns", image: "coredns/coredns:v1.8.0")
    object.spec["replicas"] = 2
    return object
  }

  private func configMap(_ name: String, _ data: Value) -> Object {
    var object = Object(
      GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), namespace: "kube-system",
      name: name)
    object.value["data"] = data
    return object
  }

  private func workload(_ kind: String, _ name: String, image: String) -> Object {
    var object = Object(
      GroupVersionKind(group: "apps", version: "v1", kind: kind), namespace: "kube-system",
      name: name)
    let labels: Value = ["k8s-app": .string(name == "coredns" ? "kube-dns" : name)]
    object.metadata.labels["k8s-app"] = name == "coredns" ? "kube-dns" : name
    object.spec = [
      "selector": ["matchLabels": labels],
      "template": [
        "metadata": ["labels": labels],
        "spec": [
          "containers": [
            ["name": .string(name), "image": .string("registry.k8s.io/\(image)")]
          ]
        ],
      ],
    ]
    return object
  }
}

extension Object {
  /// Where an object of an in-memory cluster is kept.
  var home: Address {
    let plurals = [
      "Node": "nodes", "Pod": "pods", "ConfigMap": "configmaps", "DaemonSet": "daemonsets",
      "Deployment": "deployments", "Secret": "secrets",
    ]
    let kind = groupVersionKind
    return Address(
      Resource(
        group: kind?.group ?? "", version: kind?.version ?? "v1",
        plural: plurals[self.kind] ?? self.kind.lowercased() + "s"),
      namespace: namespace, name: name)
  }
}
