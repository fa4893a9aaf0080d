// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Site

/// Takes an agent out of a cluster, and leaves there what it has applied.
struct AgentRemoval {
  let client: any KubeClient
  /// The name of what the agent follows.
  let name: String
  /// Of the Secret that it signs in with.
  let secretName: String?

  /// How long an agent has to let go of what it follows.
  private static let patience = Duration.seconds(60)

  /// - Returns: What is still waited for; nil when the agent is gone.
  func step(at now: Time) async throws(StatusError) -> String? {
    let followed = address(of: Kind.kustomization.resource(), name)
    if let found = try await client.find(followed) {
      try await end(found, at: followed, now)
      let since = found.metadata.deletionTimestamp ?? now
      return "\(Waiting(for: "\(found) to be let go by its agent", since: since))"
    }
    var rest = [
      address(of: Kind.gitRepository.resource(), name),
      address(of: .deployments, CapctlAgent.name), address(of: .configMaps, ClusterFacts.name),
      Address(.clusterRoleBindings, name: CapctlAgent.name),
      address(of: .serviceAccounts, CapctlAgent.name),
    ]
    if let secretName { rest.append(address(of: .secrets, secretName)) }
    for address in rest {
      do throws(StatusError) {
        try await client.delete(address)
      } catch {
        guard error.isNotFound else { throw error }
      }
    }
    return nil
  }

  /// What was applied is not to go with what it was applied by. An agent that does not run cannot let
  /// go: then it is done without it.
  private func end(
    _ kustomization: Object, at place: Address, _ now: Time
  ) async throws(StatusError) {
    guard let since = kustomization.metadata.deletionTimestamp else {
      _ = try await client.patch(.merge(["spec": ["deletionPolicy": "Orphan"]]), at: place)
      try await client.delete(place)
      return
    }
    guard now > since + Self.patience else { return }
    _ = try await client.patch(.merge(["metadata": ["finalizers": .null]]), at: place)
  }

  private func address(of resource: Resource, _ name: String) -> Address {
    Address(resource, namespace: CapctlAgent.namespace, name: name)
  }
}

extension Resource {
  static let deployments = Resource(group: "apps", version: "v1", plural: "deployments")
  static let serviceAccounts = Resource(group: "", version: "v1", plural: "serviceaccounts")
  static let clusterRoleBindings = Resource(
    group: "rbac.authorization.k8s.io", version: "v1", plural: "clusterrolebindings")
}
