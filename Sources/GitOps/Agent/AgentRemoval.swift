// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Site

/// Takes an agent out of a cluster, and leaves there what it has applied.
struct AgentRemoval {
  let client: any KubeClient
  let place: AgentPlace
  /// What goes last.
  let leftovers: [Address]

  /// How long an agent has to let go of what it follows.
  private static let patience = Duration.seconds(60)

  /// - Returns: What is still waited for; nil when the agent is gone.
  func step(at now: Time) async throws(StatusError) -> String? {
    let followed = place.address(of: .kustomization)
    do throws(StatusError) {
      if let found = try await client.find(followed) {
        try await end(found, at: followed, now)
        let since = found.metadata.deletionTimestamp ?? now
        return "\(Waiting(for: "\(found) to be let go by its agent", since: since))"
      }
    } catch {
      // The kind may have gone already.
      guard error.isNotFound else { throw error }
    }
    for address in [place.address(of: .gitRepository)] + leftovers {
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
    _ kustomization: Object, at address: Address, _ now: Time
  ) async throws(StatusError) {
    guard let since = kustomization.metadata.deletionTimestamp else {
      _ = try await client.patch(
        .merge(["spec": ["deletionPolicy": "Orphan", "prune": false]]), at: address)
      try await client.delete(address)
      return
    }
    guard now > since + Self.patience else { return }
    _ = try await client.patch(.merge(["metadata": ["finalizers": .null]]), at: address)
  }
}

extension Resource {
  static let nodes = Resource(group: "", version: "v1", plural: "nodes")
  static let deployments = Resource(group: "apps", version: "v1", plural: "deployments")
  static let serviceAccounts = Resource(group: "", version: "v1", plural: "serviceaccounts")
  static let clusterRoleBindings = Resource(
    group: "rbac.authorization.k8s.io", version: "v1", plural: "clusterrolebindings")
}
