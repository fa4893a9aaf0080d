// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site

/// Writes down how far an agent is in each of its clusters; those who bring it there post that.
struct AgentReconciler: Reconciler {
  let kit: GitOpsKit
  let board: AgentBoard
  let agents: Cache
  let clusters: Cache
  let secrets: Cache

  /// How long news of clusters are gathered before they are written.
  static let gathering = Duration.milliseconds(250)

  func reconcile(_ key: Key) async throws -> Outcome {
    guard let seen = agents[key].map(GitOpsAgent.init) else {
      board.forget(key)
      return .settled
    }
    var draft = Draft(seen)
    guard !seen.isSuspended || seen.isDeleting else { return .settled }
    if !seen.isDeleting { draft.now.metadata.addFinalizer(Finalizers.gitOpsAgent) }
    let trouble = await keep(&draft)
    do throws(GitOpsError) {
      let names =
        seen.isDeleting ? [] : try AgentSelection.clusters(of: seen, among: clusters.objects)
      let report = AgentReport(
        former: seen.clusters, names: names, states: board.states(of: key), at: kit.site.now)
      draft.now.clusters = report.clusters
      draft.now.set(report.ready, at: kit.site.now)
      if seen.isDeleting, report.clusters.isEmpty {
        draft.now.metadata.removeFinalizer(Finalizers.gitOpsAgent)
      }
    } catch {
      draft.now.set(
        Condition(
          FluxConditions.ready, .no, reason: FluxReasons.unsupported, message: error.message),
        at: kit.site.now)
    }
    if let trouble { draft.now.set(trouble, at: kit.site.now) }
    draft.now.observedGeneration = seen.metadata.generation
    try await kit.site.save(draft)
    return trouble == nil ? .settled : .again(.seconds(10))
  }

  /// Sees to the deploy key.
  /// - Returns: Why there is none.
  private func keep(_ draft: inout Draft<GitOpsAgent>) async -> Condition? {
    guard !draft.now.isDeleting else { return nil }
    do {
      let key = try await AgentKey(kit: kit, agent: draft.now, secrets: secrets).make()
      draft.now.publicKey = key?.split(separator: "\n").first.map(String.init)
      return nil
    } catch {
      return Condition(
        FluxConditions.ready, .no, reason: FluxReasons.authenticationFailed,
        message: message(of: error))
    }
  }
}
