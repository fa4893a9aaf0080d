// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// What capctl's own agent consists of in a cluster.
struct CapctlAgent {
  static let namespace = "capctl-system"
  static let name = "capctl-agent"

  let image: String
  /// Where the API is, for as long as no network of pods leads there.
  let endpoint: Endpoint?

  /// Everything but what it follows.
  func objects() throws -> [Object] {
    [Self.namespaceObject] + (try Self.definitions()) + [Self.account, Self.binding, deployment]
  }

  private static func object(
    _ group: String, _ kind: String, namespace: String? = namespace, name: String = name
  ) -> Object {
    var object = Object(
      GroupVersionKind(group: group, version: "v1", kind: kind), namespace: namespace, name: name)
    object.metadata.labels = ["app.kubernetes.io/name": Self.name]
    return object
  }

  private static var namespaceObject: Object {
    object("", "Namespace", namespace: nil, name: namespace)
  }

  private static func definitions() throws(NotationError) -> [Object] {
    [
      try Kind.gitRepository.guestDefinition(nil), try Kind.kustomization.guestDefinition(nil),
    ]
  }

  private static var account: Object { object("", "ServiceAccount") }

  /// It applies whatever the platform's repository says, and so may do anything.
  private static var binding: Object {
    var binding = object("rbac.authorization.k8s.io", "ClusterRoleBinding", namespace: nil)
    binding.value["roleRef"] = [
      "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin",
    ]
    binding.value["subjects"] = [
      ["kind": "ServiceAccount", "name": .string(name), "namespace": .string(namespace)]
    ]
    return binding
  }

  /// One pod, on the network of its node and on any node: it may have to bring the network itself.
  private var deployment: Object {
    var deployment = Self.object("apps", "Deployment")
    let labels: Value = ["app.kubernetes.io/name": .string(Self.name)]
    deployment.spec = [
      "replicas": 1, "strategy": ["type": "Recreate"], "selector": ["matchLabels": labels],
      "template": ["metadata": ["labels": labels], "spec": pod],
    ]
    return deployment
  }

  private var pod: Value {
    [
      "serviceAccountName": .string(Self.name), "hostNetwork": true,
      "dnsPolicy": "ClusterFirstWithHostNet", "priorityClassName": "system-cluster-critical",
      "tolerations": [["operator": "Exists"]],
      "containers": [container], "volumes": [["name": "data", "emptyDir": [:]]],
    ]
  }

  private var container: Value {
    var environment: [Value] = []
    if let endpoint {
      environment = [
        ["name": "KUBERNETES_SERVICE_HOST", "value": .string(endpoint.host)],
        ["name": "KUBERNETES_SERVICE_PORT", "value": .string("\(endpoint.port)")],
      ]
    }
    return [
      "name": "agent", "image": .string(image), "imagePullPolicy": "IfNotPresent",
      "args": ["agent", "--data-dir", "/data"], "env": .list(environment),
      "resources": ["requests": ["cpu": "20m", "memory": "32Mi"], "limits": ["memory": "256Mi"]],
      "volumeMounts": [["name": "data", "mountPath": "/data"]],
    ]
  }
}
