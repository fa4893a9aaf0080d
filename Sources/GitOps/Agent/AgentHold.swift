// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site

/// The word on a Cluster that an agent is in it: as long as it is there, nothing of the cluster goes.
struct AgentHold {
  let kit: GitOpsKit
  /// The name of the GitOpsAgent.
  let agent: String

  func isOn(_ cluster: Cluster) -> Bool {
    cluster.metadata.annotations[Annotations.agent] == agent
  }

  func begin(on cluster: Cluster) async throws(StatusError) {
    guard !isOn(cluster) else { return }
    try await set(.string(agent), on: cluster)
  }

  func end(on cluster: Cluster) async throws(StatusError) {
    guard isOn(cluster) else { return }
    do throws(StatusError) {
      try await set(.null, on: cluster)
    } catch {
      guard error.isNotFound else { throw error }
    }
  }

  private func set(_ value: Value, on cluster: Cluster) async throws(StatusError) {
    let address = Address(
      Kind.cluster.resource(), namespace: cluster.namespace, name: cluster.name)
    let annotations = Value.map(Map([(Annotations.agent, value)]))
    _ = try await kit.site.client.patch(
      .merge(["metadata": ["annotations": annotations]]), at: address)
  }

  /// Has the cluster let go of what it has outside.
  /// - Returns: What is still waited for; nil when nothing is, or when it was waited for long enough.
  func release(_ cluster: Cluster, since: Time) async throws(StatusError) -> String? {
    let now = kit.site.now
    do throws(StatusError) {
      let client = try await kit.site.workloads.client(of: Key(cluster.object))
      return try await AgentRelease(client: client, since: since).step(at: now)
    } catch {
      let isSilent = error.isUnreachable || error.reason == .serviceUnavailable
      let limit = isSilent ? AgentRelease.silence : AgentRelease.patience + AgentRelease.patience
      guard now > since + limit else { return "\(error)" }
      kit.site.events.record(
        .warning, on: cluster.object, "NothingReleased",
        "Load balancers and volumes may be left behind: \(error)")
      return nil
    }
  }
}
