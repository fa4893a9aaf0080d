// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// What a Kustomization says of itself, in Flux's words.
struct KustomizationReport {
  let now: Time

  func succeeded(_ revision: String, _ kustomization: inout Kustomization) {
    settle(&kustomization)
    kustomization.removeCondition(FluxConditions.reconciling)
    if kustomization.checksHealth {
      let message = "Health check passed"
      set(FluxConditions.healthy, .yes, FluxReasons.succeeded, message, &kustomization)
    } else {
      kustomization.removeCondition(FluxConditions.healthy)
    }
    kustomization.appliedRevision = revision
    set(
      FluxConditions.ready, .yes, FluxReasons.reconciliationSucceeded,
      "Applied revision: \(revision)", &kustomization)
  }

  /// Something is under way, and nothing is wrong.
  func progresses(
    _ message: String, checksHealth: Bool, _ kustomization: inout Kustomization
  ) {
    settle(&kustomization)
    if checksHealth {
      set(FluxConditions.healthy, .unknown, FluxReasons.progressing, message, &kustomization)
    }
    set(FluxConditions.reconciling, .yes, FluxReasons.progressing, message, &kustomization)
    set(FluxConditions.ready, .unknown, FluxReasons.progressing, message, &kustomization)
  }

  func failed(_ reason: String, _ message: String, _ kustomization: inout Kustomization) {
    settle(&kustomization)
    // A condition is read by people, and kept by a server that takes no more than so much.
    let message = String(message.prefix(20_000))
    set(FluxConditions.ready, .no, reason, message, &kustomization)
    if reason == FluxReasons.healthCheckFailed {
      set(FluxConditions.healthy, .no, reason, message, &kustomization)
    }
    if [FluxReasons.unsupported, FluxReasons.dependencyCycle].contains(reason) {
      kustomization.removeCondition(FluxConditions.reconciling)
      set(FluxConditions.stalled, .yes, reason, message, &kustomization)
    } else {
      set(
        FluxConditions.reconciling, .yes, FluxReasons.progressingWithRetry,
        "it is tried again", &kustomization)
    }
  }

  private func settle(_ kustomization: inout Kustomization) {
    kustomization.observedGeneration = kustomization.metadata.generation
    kustomization.handledRequest = kustomization.requestedAt ?? kustomization.handledRequest
    kustomization.removeCondition(FluxConditions.stalled)
  }

  private func set(
    _ type: String, _ status: Condition.Status, _ reason: String, _ message: String,
    _ kustomization: inout Kustomization
  ) {
    var condition = Condition(type, status, reason: reason, message: message)
    condition.observedGeneration = kustomization.metadata.generation
    kustomization.set(condition, at: now)
  }
}

extension KustomizationReport {
  /// How many ends of reconciliations are kept.
  private static let kept = 5

  /// Notes how a revision ended. The same end of the same content is noted once: a history that grew
  /// while nothing happens would be a write at each interval.
  func note(_ digest: String, _ status: String, _ kustomization: inout Kustomization) {
    var history = kustomization["status.history"]?.list ?? []
    guard
      history.first?["digest"]?.string != digest
        || history.first?["lastReconciledStatus"]?.string != status
    else { return }
    var entry: Value = [
      "digest": .string(digest), "firstReconciled": .string("\(now)"),
      "lastReconciledDuration": "0s", "totalReconciliations": 0,
    ]
    if let place = history.firstIndex(where: { $0["digest"]?.string == digest }) {
      entry = history.remove(at: place)
    }
    entry["lastReconciled"] = .string("\(now)")
    entry["lastReconciledStatus"] = .string(status)
    entry["totalReconciliations"] = .int((entry["totalReconciliations"]?.int ?? 0) + 1)
    if let revision = kustomization.attemptedRevision {
      entry["metadata"] = ["revision": .string(revision)]
    }
    kustomization["status.history"] = .list(Array(([entry] + history).prefix(Self.kept)))
  }
}
