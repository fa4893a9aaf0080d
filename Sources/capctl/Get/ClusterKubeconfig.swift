// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Log
import Manifest
import Runtime
import Site

/// The kubeconfig of a cluster that was made, out of its Secret.
struct ClusterKubeconfig {
  private let key: Key
  private let client: any KubeClient

  init(of key: Key, in client: any KubeClient) {
    self.key = key
    self.client = client
  }

  /// There is no such cluster.
  struct Missing: Failure {
    let action: String
    let cause: String
    let hint: String?
  }

  /// It is there, and cannot be used yet.
  struct NotReady: Failure {
    let action: String
    let cause: String
    let hint: String?
  }

  private var action: String { "get the kubeconfig of Cluster \(key)" }

  func text() async throws -> String {
    let address = Address(
      .secrets, namespace: key.namespace, name: "\(key.name)-kubeconfig")
    if let text = try await client.find(address)?.secretText("value") { return text }
    let home = Address(Kind.cluster.resource(), namespace: key.namespace, name: key.name)
    guard let cluster = try await client.find(home).map(Cluster.init) else {
      throw try await missing()
    }
    throw NotReady(
      action: action, cause: "it has none yet: \(Self.obstacle(cluster))",
      hint: "kubectl wait --for=condition=ControlPlaneInitialized --timeout=10m -n "
        + "\(key.namespace ?? "default") cluster/\(key.name)")
  }

  /// Where else it may be, or what else there is.
  private func missing() async throws -> Missing {
    let all = try await client.listAll(Address(Kind.cluster.resource())).items
    let elsewhere = all.filter { $0.name == key.name }.compactMap(\.namespace).sorted()
    let beside = all.filter { $0.namespace == key.namespace }.map(\.name).sorted()
    var hint: String?
    if !elsewhere.isEmpty {
      hint = "one of that name is in namespace \(elsewhere.shortened()): give --namespace"
    } else if !beside.isEmpty {
      hint = "there \(beside.count == 1 ? "is" : "are") \(beside.shortened(to: 5))"
    }
    return Missing(action: action, cause: "there is no such Cluster", hint: hint)
  }

  /// What it waits for, as its conditions say it.
  private static func obstacle(_ cluster: Cluster) -> String {
    let types = [
      ConditionTypes.paused, ConditionTypes.infrastructureReady,
      ConditionTypes.controlPlaneInitialized, ConditionTypes.available,
    ]
    for type in types {
      guard let condition = cluster.condition(type),
        (condition.status == .yes) == (type == ConditionTypes.paused),
        !condition.message.isEmpty
      else { continue }
      return "\(type): \(condition.message)"
    }
    return "nobody has begun with it; is capctl up running?"
  }
}
