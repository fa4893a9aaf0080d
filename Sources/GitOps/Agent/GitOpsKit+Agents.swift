// SPDX-License-Identifier: Apache-2.0

import API
import Kube
package import Runtime
import Site

extension GitOpsKit {
  /// Those who bring agents into clusters, and write down how far they are.
  package func agentControllers() async -> [Controller] {
    let board = AgentBoard()
    let agents = await site.informer(.gitOpsAgent)
    let clusters = await site.informer(.cluster)
    let writer = Controller(
      "gitopsagent",
      AgentReconciler(
        kit: self, board: board, agents: agents.cache, clusters: clusters.cache,
        secrets: await site.informer(.secrets).cache),
      site.options(.gitOpsAgent, failing: FluxConditions.ready))
    await writer.follow(agents)
    await writer.follow(clusters) { change in
      // Whether a cluster is meant may have changed, not only how it is.
      guard change.old?.metadata.labels != change.object.metadata.labels || change.kind != .updated
      else { return [] }
      return agents.cache.keys.filter { $0.namespace == change.object.namespace }
    }
    let reconciler = AgentMemberReconciler(
      kit: self, board: board, writer: writer.queue, agents: agents.cache,
      clusters: clusters.cache, secrets: await site.informer(.secrets).cache,
      configMaps: await site.informer(.configMaps).cache)
    var options = ControllerOptions()
    options.workers = 16
    options.clock = site.clock
    options.log = site.log
    options.meter = site.meter
    let members = Controller("gitopsagent-cluster", reconciler, options)
    await follow(members, agents, clusters)
    return [writer, members]
  }

  private func follow(
    _ members: Controller, _ agents: Informer, _ clusters: Informer
  ) async {
    let (known, there) = (agents.cache, clusters.cache)
    await members.follow(agents) { change in
      guard News.isWork(change) else { return [] }
      let agent = GitOpsAgent(change.object)
      let names = (try? AgentSelection.clusters(of: agent, among: there.objects)) ?? []
      return Set(names + agent.clusterNames).map {
        Membership(agent: Key(agent.object), cluster: $0).key
      }
    }
    /// The memberships that a cluster has, or had.
    let memberships: @Sendable (Object) -> [Key] = { cluster in
      known.objects.map(GitOpsAgent.init).filter { agent in
        guard agent.namespace == cluster.namespace else { return false }
        let names = try? AgentSelection.clusters(of: agent, among: [cluster])
        return names?.contains(cluster.name) == true
          || agent.clusterNames.contains(cluster.name)
      }.map { Membership(agent: Key($0.object), cluster: cluster.name).key }
    }
    await members.follow(clusters) { memberships($0.object) }
    for (kind, resource) in [("Secret", Resource.secrets), ("ConfigMap", .configMaps)] {
      await members.follow(await site.informer(resource)) { change in
        known.objects.map(GitOpsAgent.init).filter {
          $0.namespace == change.object.namespace && $0.reads(kind, change.object.name)
        }.flatMap { agent in
          agent.clusterNames.map { Membership(agent: Key(agent.object), cluster: $0).key }
        }
      }
    }
    await members.follow(await site.informer(.azureFluxConfiguration)) { change in
      guard let owner = change.object.metadata.controller, owner.kind == Kind.gitOpsAgent.kind,
        let cluster = change.object.metadata.labels[Labels.clusterName]
      else { return [] }
      let agent = Key(namespace: change.object.namespace, name: owner.name)
      return [Membership(agent: agent, cluster: cluster).key]
    }
    site.nodes.follow(connections: { key in
      guard let cluster = there[key] else { return }
      for membership in memberships(cluster) { members.queue.add(membership) }
    })
  }
}

extension GitOpsAgent {
  func reads(_ kind: String, _ name: String) -> Bool {
    (kind == "Secret" && (secretName == name || fluxPullSecret == name))
      || variableSources.contains { $0 == (kind, name) }
      || (kind == "ConfigMap"
        && (preparations.contains(.configMap(name)) || fluxManifestConfigMap == name))
  }
}
