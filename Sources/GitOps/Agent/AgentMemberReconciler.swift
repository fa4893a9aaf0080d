// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site

/// Brings each agent into each of its clusters, keeps it there, and takes it out again: one cluster's
/// trouble is no other's.
struct AgentMemberReconciler: Reconciler {
  let kit: GitOpsKit
  let board: AgentBoard
  /// Of whoever writes the states down.
  let writer: WorkQueue
  let agents: Cache
  let clusters: Cache
  let secrets: Cache
  let configMaps: Cache
  let memos = AgentMemos()

  func reconcile(_ key: Key) async throws -> Outcome {
    guard let membership = Membership(key), let object = agents[membership.agent] else {
      return .settled
    }
    let agent = GitOpsAgent(object)
    guard !agent.isSuspended || agent.isDeleting || clusters[membership.cluster]?.isDeleting == true
    else { return .settled }
    var state: AgentState
    do {
      guard let next = try await pass(agent, membership) else {
        board.forget(membership)
        return .settled
      }
      state = next
    } catch {
      if error is CancellationError { throw error }
      if let status = error as? StatusError, status.isCancelled { throw error }
      let isSilent = (error as? StatusError)?.isUnreachable == true
      state = AgentState(word: isSilent ? .waiting : .failed, message: message(of: error))
    }
    if state.revision == nil {
      state.revision =
        board.states(of: membership.agent)[
          membership.cluster.name]?.revision
    }
    if board.post(state, of: membership) {
      writer.add(membership.agent, after: AgentReconciler.gathering)
    }
    return next(after: state, key)
  }

  private func next(after state: AgentState, _ key: Key) -> Outcome {
    switch state.word {
    case .removed: return .settled
    case .ready:
      kit.retries.forget(key)
      return .again(.seconds(30).jittered(by: key))
    case .failed: return .again(min(.seconds(30), max(.seconds(1), kit.retries.delay(of: key))))
    default: return .again(.seconds(2).jittered(by: key))
    }
  }

  /// - Returns: Nil where nothing is to be said of the cluster any more.
  private func pass(_ agent: GitOpsAgent, _ membership: Membership) async throws -> AgentState? {
    guard let object = clusters[membership.cluster] else {
      guard agent.clusterName == membership.cluster.name, !agent.isDeleting else {
        return AgentState(word: .removed)
      }
      return AgentState(word: .waiting, message: "there is no Cluster of that name")
    }
    if object.isDeleting { return try await release(agent, Cluster(object)) }
    let names = try AgentSelection.clusters(of: agent, among: [object])
    guard !agent.isDeleting, names.contains(object.name) else {
      return try await remove(agent, membership, from: Cluster(object))
    }
    if !Pausing.causes(object, in: object).isEmpty {
      return AgentState(word: .waiting, message: "\(object) is paused")
    }
    let holder = AgentSelection.holder(of: object, among: agents.objects)
    if let holder, holder.metadata.uid != agent.metadata.uid {
      throw GitOpsError(
        "bring \(agent.object) to \(object)", "\(holder) is there already",
        hint: "let their selectors match different clusters")
    }
    return try await AgentPass(
      kit: kit, agent: agent, cluster: Cluster(object), memos: memos, secrets: secrets,
      configMaps: configMaps
    ).run()
  }

  /// With the cluster everything in it goes, once it has let go of what it has outside.
  private func release(_ agent: GitOpsAgent, _ cluster: Cluster) async throws -> AgentState {
    let going = AgentState(
      word: agent.isDeleting ? .removed : .removing, message: "the Cluster is being deleted")
    let hold = AgentHold(kit: kit, agent: agent.name)
    guard hold.isOn(cluster), let since = cluster.metadata.deletionTimestamp else { return going }
    let azure =
      agent.type == .azureFlux
      ? AzureFluxRemoval(kit: kit, agent: agent, cluster: cluster) : AzureFluxRemoval?.none
    if let waiting = try await azure?.still(since: since) {
      return AgentState(word: .removing, message: waiting)
    }
    if cluster.isControlPlaneInitialized,
      let waiting = try await hold.release(cluster, since: since)
    {
      return AgentState(word: .removing, message: waiting)
    }
    if let waiting = try await azure?.end(since: since) {
      return AgentState(word: .removing, message: waiting)
    }
    try await hold.end(on: cluster)
    return going
  }

  private func remove(
    _ agent: GitOpsAgent, _ membership: Membership, from cluster: Cluster
  ) async throws -> AgentState? {
    memos.forget(membership)
    let hold = AgentHold(kit: kit, agent: agent.name)
    if agent.type == .azureFlux {
      let removal = AzureFluxRemoval(kit: kit, agent: agent, cluster: cluster)
      if let waiting = try await removal.step() {
        return AgentState(word: .removing, message: waiting)
      }
      try await hold.end(on: cluster)
      return AgentState(word: .removed)
    }
    let wasThere = agent.clusterNames.contains(cluster.name) || hold.isOn(cluster)
    guard wasThere, cluster.isControlPlaneInitialized, let parts = agent.parts(kit) else {
      return AgentState(word: .removed)
    }
    let client = try await kit.site.workloads.client(of: membership.cluster)
    let removal = AgentRemoval(
      client: client, place: parts.place, leftovers: parts.leftovers(of: agent))
    guard let waiting = try await removal.step(at: kit.site.now) else {
      try await hold.end(on: cluster)
      return AgentState(word: .removed)
    }
    return AgentState(word: .removing, message: waiting)
  }
}
