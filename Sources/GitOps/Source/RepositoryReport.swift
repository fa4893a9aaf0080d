// SPDX-License-Identifier: Apache-2.0

import API
import Git
import Kube
import Manifest

/// What a GitRepository says of itself, in Flux's words.
enum RepositoryReport {
  /// The revision is here.
  static func fetched(
    _ revision: SourceRevision, _ snapshot: Snapshot, into repository: inout GitRepository,
    at now: Time
  ) {
    let name = "\(revision)"
    let path = Depot.folder(of: repository.url)
    let before = repository.artifact
    if before?["revision"]?.string != name || before?["digest"]?.string != snapshot.digest {
      repository.artifact = [
        "path": .string(path), "url": .string("git+\(repository.url)"), "revision": .string(name),
        "digest": .string(snapshot.digest), "size": .int(Int64(snapshot.size)),
        "lastUpdateTime": .string("\(now)"),
      ]
    }
    repository[text: "status.observedIgnore"] = repository.ignore
    repository[texts: "status.observedSparseCheckout"] = repository.sparseCheckout
    let message = "stored artifact for revision '\(name)'"
    settle(&repository)
    repository.removeCondition(FluxConditions.reconciling)
    set(FluxConditions.ready, .yes, FluxReasons.succeeded, message, &repository, now)
    set(FluxConditions.artifactInStorage, .yes, FluxReasons.succeeded, message, &repository, now)
    repository.removeCondition(FluxConditions.fetchFailed)
  }

  /// The last revision stays, and what was applied of it.
  static func failed(
    _ error: any Error, into repository: inout GitRepository, at now: Time
  ) {
    let (reason, isTerminal) = reason(of: error)
    var message = message(of: error)
    if (error as? GitError)?.isTooLarge == true { message += "; raise --max-repo-size" }
    settle(&repository)
    set(FluxConditions.ready, .no, reason, message, &repository, now)
    if isTerminal {
      repository.removeCondition(FluxConditions.reconciling)
      set(FluxConditions.stalled, .yes, reason, message, &repository, now)
    } else {
      set(FluxConditions.fetchFailed, .yes, reason, message, &repository, now)
      set(
        FluxConditions.reconciling, .yes, FluxReasons.progressingWithRetry,
        "it is tried again", &repository, now)
    }
  }

  private static func settle(_ repository: inout GitRepository) {
    repository.observedGeneration = repository.metadata.generation
    repository.handledRequest = repository.requestedAt ?? repository.handledRequest
    repository.removeCondition(FluxConditions.stalled)
  }

  private static func set(
    _ type: String, _ status: Condition.Status, _ reason: String, _ message: String,
    _ repository: inout GitRepository, _ now: Time
  ) {
    var condition = Condition(type, status, reason: reason, message: message)
    condition.observedGeneration = repository.metadata.generation
    repository.set(condition, at: now)
  }

  /// The word for an error, and whether only a change of the object can help.
  static func reason(of error: any Error) -> (reason: String, isTerminal: Bool) {
    switch error {
    case let error as GitError where error.isAuthenticationRefused:
      (FluxReasons.authenticationFailed, false)
    case let error as GitError where error.isEmptyRepository:
      (FluxReasons.emptyRepository, false)
    case let error as GitOpsError:
      (
        error.reason ?? FluxReasons.gitOperationFailed,
        [FluxReasons.urlInvalid, FluxReasons.unsupported].contains(error.reason)
      )
    default: (FluxReasons.gitOperationFailed, false)
    }
  }
}
