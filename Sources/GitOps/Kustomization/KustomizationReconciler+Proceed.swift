// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Log
import Manifest
import Runtime
import Site

extension KustomizationReconciler {
  /// Builds and applies, unless that was done and only health is still waited for.
  func proceed(
    _ draft: inout Draft<Kustomization>, _ found: Attempt
  ) async throws -> Outcome {
    var attempt = found
    let variables = try recipe(of: draft.seen).variables()
    if memos[attempt.key].applied != token(draft.seen, attempt)
      || memos[attempt.key].waitingSince == nil
    {
      memos[attempt.key].waitingSince = nil
      memos[attempt.key].applied = nil
      draft.now.attemptedRevision = attempt.revision
      let built = try await build(draft.seen, &attempt, variables)
      let pending = try await apply(built, &draft, attempt)
      if let pending { return try await wait(&draft, pending, checksHealth: false) }
      memos[attempt.key].applied = token(draft.seen, attempt)
    }
    return try await checkHealth(&draft, attempt)
  }

  private func wait(
    _ draft: inout Draft<Kustomization>, _ message: String, checksHealth: Bool
  ) async throws -> Outcome {
    KustomizationReport(now: kit.site.now).progresses(
      message, checksHealth: checksHealth, &draft.now)
    try await kit.site.save(draft)
    return .again(.seconds(1))
  }

  /// The end of a pass in which everything was applied.
  private func checkHealth(
    _ draft: inout Draft<Kustomization>, _ attempt: Attempt
  ) async throws -> Outcome {
    guard draft.seen.checksHealth else { return try await succeed(&draft, attempt) }
    let clock = kit.site.clock
    let since = memos[attempt.key].waitingSince ?? clock.elapsed()
    let states = try await healths(of: draft.now, attempt)
    let failed = states.filter { if case .failed = $0.health { true } else { false } }
    let waiting = states.filter { $0.health != .current }
    guard !waiting.isEmpty else {
      memos[attempt.key].waitingSince = nil
      return try await succeed(&draft, attempt)
    }
    let timeout = draft.seen.timeout
    let elapsed = clock.elapsed() - since
    guard failed.isEmpty, elapsed < timeout else {
      memos[attempt.key].waitingSince = nil
      let what = failed.isEmpty ? "timeout waiting for" : "failed"
      throw GitOpsError(
        "see everything healthy", "\(what): \(Self.words(failed.isEmpty ? waiting : failed))",
        reason: FluxReasons.healthCheckFailed)
    }
    memos[attempt.key].waitingSince = since
    _ = try await wait(
      &draft,
      "Running health checks for revision \(attempt.revision) with a timeout of "
        + "\(timeout.components.seconds)s: \(waiting.count) not ready, as "
        + Self.words(Array(waiting.prefix(1))), checksHealth: true)
    // Often at first, and then more and more seldom.
    return .again(min(.seconds(5), max(.milliseconds(250), elapsed / 4)))
  }

  private static func words(_ states: [(id: InventoryID, health: Health)]) -> String {
    let all = states.prefix(10).map { state in
      switch state.health {
      case .inProgress(let why), .failed(let why):
        "\(state.id) status: '\(state.health.word)' (\(why))"
      default: "\(state.id) status: '\(state.health.word)'"
      }
    }
    return "[" + all.joined(separator: ", ") + (states.count > 10 ? ", …" : "") + "]"
  }

  private func succeed(
    _ draft: inout Draft<Kustomization>, _ attempt: Attempt
  ) async throws -> Outcome {
    let report = KustomizationReport(now: kit.site.now)
    let isNew = draft.seen.appliedRevision != attempt.revision
    report.succeeded(attempt.revision, &draft.now)
    report.note(attempt.snapshot.digest, FluxReasons.reconciliationSucceeded, &draft.now)
    try await kit.site.save(draft)
    kit.retries.forget(attempt.key)
    if isNew {
      kit.site.events.record(
        EventNote(
          .normal, on: draft.now.object, FluxReasons.reconciliationSucceeded,
          "Applied revision: \(attempt.revision)"))
    }
    return .again(draft.seen.interval.jittered(by: attempt.key))
  }

  /// The objects that are waited for, and how they are.
  private func healths(
    of kustomization: Kustomization, _ attempt: Attempt
  ) async throws -> [(id: InventoryID, health: Health)] {
    var wanted: [(id: InventoryID, version: String?)] = []
    if kustomization.waits {
      wanted = kustomization.inventory.compactMap { entry in
        InventoryID(entry.id).map { ($0, entry.version) }
      }
    } else {
      for check in kustomization.healthChecks {
        let place = check.apiVersion.flatMap(GroupVersion.init)
        let kind = GroupKind(group: place?.group ?? "", kind: check.kind)
        wanted.append(
          (InventoryID(kind, namespace: check.namespace, name: check.name), place?.version))
      }
    }
    var states: [(id: InventoryID, health: Health)] = []
    for (id, version) in wanted {
      let found = try await attempt.target.find(id, version: version)
      states.append((id, Health(of: found?.object)))
    }
    return states
  }

  private func token(_ kustomization: Kustomization, _ attempt: Attempt) -> Attempt.Token {
    var sources: [String] = []
    for source in kustomization.variableSources.map({ ($0.kind, $0.name) })
      + [("Secret", kustomization.decryptionSecretName ?? "")]
    {
      let cache = source.0 == "Secret" ? secrets : configMaps
      let object = cache[Key(namespace: kustomization.namespace, name: source.1)]
      sources.append(object?.metadata.resourceVersion ?? "")
    }
    return Attempt.Token(
      digest: "\(attempt.revision) \(attempt.snapshot.digest)",
      bases: attempt.remotes?.commits ?? [:],
      generation: kustomization.metadata.generation, request: kustomization.requestedAt,
      sources: sources, approved: kustomization.metadata.annotations[Annotations.approve])
  }
}
