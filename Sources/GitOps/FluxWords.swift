// SPDX-License-Identifier: Apache-2.0

/// The conditions of Flux's kinds, to the letter.
enum FluxConditions {
  /// It is as its spec says: fetched; or applied, and well if that is waited for.
  static let ready = "Ready"
  /// Somebody works on it; the message says at what.
  static let reconciling = "Reconciling"
  /// It cannot go on until somebody changes something.
  static let stalled = "Stalled"
  /// What it applied is well.
  static let healthy = "Healthy"
  /// The repository could not be read; what was fetched last stays.
  static let fetchFailed = "FetchFailed"
  /// A revision is here.
  static let artifactInStorage = "ArtifactInStorage"
}

/// The reasons in them, to the letter; the last two are ours.
enum FluxReasons {
  /// What was asked for is done.
  static let succeeded = "Succeeded"
  /// The server of git, or the way there, failed; the message has its words.
  static let gitOperationFailed = "GitOperationFailed"
  /// The server does not let us in, or is not who it should be: see the Secret.
  static let authenticationFailed = "AuthenticationFailed"
  /// The url cannot be read, or is of a kind that is not known.
  static let urlInvalid = "URLInvalid"
  /// The repository has no commit yet.
  static let emptyRepository = "EmptyGitRepository"
  /// A revision is being fetched.
  static let newRevision = "NewArtifact"
  /// Work goes on.
  static let progressing = "Progressing"
  /// It failed, and is tried again.
  static let progressingWithRetry = "ProgressingWithRetry"
  /// Everything is applied.
  static let reconciliationSucceeded = "ReconciliationSucceeded"
  /// Some of it could not be applied; the message names file, line and cause, and the rest is
  /// applied.
  static let reconciliationFailed = "ReconciliationFailed"
  /// The source is not there, or has no revision yet.
  static let artifactFailed = "ArtifactFailed"
  /// The folder could not be built; the message names file, line and cause.
  static let buildFailed = "BuildFailed"
  /// Another Kustomization, which it depends on, comes first.
  static let dependencyNotReady = "DependencyNotReady"
  /// Something that is no longer in git could not be deleted.
  static let pruneFailed = "PruneFailed"
  /// What was applied did not become well in time; the message names it.
  static let healthCheckFailed = "HealthCheckFailed"
  /// A newer revision came while that was waited for.
  static let healthCheckCanceled = "HealthCheckCanceled"
  /// It refers to an object of another namespace, which is not allowed.
  static let accessDenied = "AccessDenied"
  /// A field asks for what is not done here; the message names it, and what to use instead.
  static let unsupported = "Unsupported"
  /// Kustomizations depend on each other in a circle; the message has the way round.
  static let dependencyCycle = "DependencyCycle"
}

/// The labels and annotations by which objects say how they are to be treated.
enum FluxMarks {
  /// What the marks of Flux begin with: `name` and `namespace`, labels of what was applied;
  /// and the annotations `ssa`, `prune`, `reconcile`, `force`, `substitute`, `decrypt`.
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
