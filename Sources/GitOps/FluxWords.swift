// SPDX-License-Identifier: Apache-2.0

/// The conditions of Flux's kinds, to the letter.
enum FluxConditions {
  static let ready = "Ready"
  static let reconciling = "Reconciling"
  static let stalled = "Stalled"
  static let healthy = "Healthy"
  static let fetchFailed = "FetchFailed"
  static let artifactInStorage = "ArtifactInStorage"
}

/// The reasons in them, to the letter; the last two are ours.
enum FluxReasons {
  static let succeeded = "Succeeded"
  static let gitOperationFailed = "GitOperationFailed"
  static let authenticationFailed = "AuthenticationFailed"
  static let urlInvalid = "URLInvalid"
  static let emptyRepository = "EmptyGitRepository"
  static let newRevision = "NewArtifact"
  static let progressing = "Progressing"
  static let progressingWithRetry = "ProgressingWithRetry"
  static let reconciliationSucceeded = "ReconciliationSucceeded"
  static let reconciliationFailed = "ReconciliationFailed"
  static let artifactFailed = "ArtifactFailed"
  static let buildFailed = "BuildFailed"
  static let dependencyNotReady = "DependencyNotReady"
  static let pruneFailed = "PruneFailed"
  static let healthCheckFailed = "HealthCheckFailed"
  static let healthCheckCanceled = "HealthCheckCanceled"
  static let accessDenied = "AccessDenied"
  static let unsupported = "Unsupported"
  static let dependencyCycle = "DependencyCycle"
}

/// The labels and annotations by which objects say how they are to be treated.
enum FluxMarks {
  static let prefix = "kustomize.toolkit.fluxcd.io/"
  static let name = prefix + "name"
  static let namespace = prefix + "namespace"
  static let ssa = prefix + "ssa"
  static let prune = prefix + "prune"
  static let reconcile = prefix + "reconcile"
  static let force = prefix + "force"
  static let substitute = prefix + "substitute"
  static let decrypt = prefix + "decrypt"
}
