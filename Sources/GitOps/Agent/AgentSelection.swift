// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// Which clusters an agent is for. Pure.
enum AgentSelection {
  /// The names of the clusters of its namespace that it is for.
  static func clusters(
    of agent: GitOpsAgent, among clusters: some Sequence<Object>
  ) throws(GitOpsError) -> [String] {
    let action = "choose clusters for \(agent.object)"
    switch (agent.clusterName, agent.clusterSelector) {
    case (let name?, nil): return [name]
    case (nil, let value?):
      guard let selector = try? LabelSelector(value) else {
        throw GitOpsError(action, "spec.clusterSelector is no selector")
      }
      return clusters.filter { object in
        object.namespace == agent.namespace
          && selector.matches(object.value["metadata", "labels"]?.map ?? [:])
      }.map(\.name).sorted()
    default:
      throw GitOpsError(
        action, "of spec.clusterRef and spec.clusterSelector there must be one, and not both")
    }
  }

  /// The agent that a cluster gets where several are for it: the one that was there first.
  static func holder(of cluster: Object, among agents: [Object]) -> Object? {
    agents.filter { object in
      let agent = GitOpsAgent(object)
      let names = try? clusters(of: agent, among: [cluster])
      return object.namespace == cluster.namespace && names?.contains(cluster.name) == true
    }.min { one, other in
      (one.metadata.creationTimestamp ?? Time(seconds: 0), one.name)
        < (other.metadata.creationTimestamp ?? Time(seconds: 0), other.name)
    }
  }
}
