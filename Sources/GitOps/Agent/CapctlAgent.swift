// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Site

/// capctl's own agent.
struct CapctlAgent: AgentParts {
  private static let namespace = "capctl-system"
  private static let name = "capctl-agent"

  let image: String
  /// Of the GitOpsAgent.
  let name: String

  var place: AgentPlace {
    AgentPlace(namespace: Self.namespace, name: name, deployment: Self.name)
  }

  func objects(of subject: AgentSubject) async throws -> [Object] {
    let agent = subject.agent
    try await refuseOther(subject)
    let source = AgentSource(
      namespace: Self.namespace, name: name, url: agent.insideURL, ref: agent.ref,
      path: subject.path, interval: agent.interval,
      correction: agent.interval, prunes: agent.prunes, secret: agent.secretName)
    let secret = subject.secret.map {
      AgentSecret.copy(of: $0, to: Self.namespace, outside: agent.url, inside: agent.insideURL)
    }
    return [Self.namespaceObject] + (try Self.definitions()) + [Self.account, Self.binding]
      + [deployment(subject.cluster.controlPlaneEndpoint), subject.clusterFacts(Self.namespace)]
      + source.objects + [secret].compactMap(\.self)
  }

  /// What another GitOpsAgent has brought is not pointed elsewhere under it.
  private func refuseOther(_ subject: AgentSubject) async throws {
    let client = subject.target.client
    let found = try await client.find(place.address(of: .deployments, Self.name))
    guard let other = found?.metadata.annotations[Annotations.agent], other != name else { return }
    let followed = Address(
      Kind.kustomization.resource(), namespace: Self.namespace, name: other)
    guard let kustomization = try await client.find(followed) else { return }
    throw GitOpsError(
      "bring \(subject.agent.object) to \(subject.cluster.object)",
      "the agent there is GitOpsAgent \(other)'s, and follows "
        + "\(Kustomization(kustomization).path) already",
      hint: "take that one out first, or use its name")
  }

  func leftovers(of agent: GitOpsAgent) -> [Address] {
    let secret = agent.secretName.map { place.address(of: .secrets, $0) }
    return [
      place.address(of: .deployments, Self.name), place.address(of: .configMaps, ClusterFacts.name),
      Address(.clusterRoleBindings, name: Self.name),
      place.address(of: .serviceAccounts, Self.name),
    ] + [secret].compactMap(\.self)
  }

  private static func object(
    _ group: String, _ kind: String, namespace: String? = namespace, name: String = Self.name
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
  /// `endpoint` is where the API is, for as long as no network of pods leads there.
  private func deployment(_ endpoint: Endpoint?) -> Object {
    var deployment = Self.object("apps", "Deployment")
    deployment.metadata.annotations[Annotations.agent] = name
    let labels: Value = ["app.kubernetes.io/name": .string(Self.name)]
    deployment.spec = [
      "replicas": 1, "strategy": ["type": "Recreate"], "selector": ["matchLabels": labels],
      "template": ["metadata": ["labels": labels], "spec": pod(endpoint)],
    ]
    return deployment
  }

  private func pod(_ endpoint: Endpoint?) -> Value {
    [
      "serviceAccountName": .string(Self.name), "hostNetwork": true,
      "dnsPolicy": "ClusterFirstWithHostNet", "priorityClassName": "system-cluster-critical",
      "tolerations": [["operator": "Exists"]],
      "containers": [container(endpoint)], "volumes": [["name": "data", "emptyDir": [:]]],
    ]
  }

  private func container(_ endpoint: Endpoint?) -> Value {
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
