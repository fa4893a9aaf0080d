// SPDX-License-Identifier: Apache-2.0

import API
import Site
import Git
import Kube
import Manifest
package import Runtime

/// Follows git repositories: asks each for its refs at its interval, and fetches when the one that is
/// meant has moved.
package struct GitRepositoryReconciler: Reconciler {
  let kit: GitOpsKit
  let repositories: Cache
  let secrets: Cache
  private let watches = LocalWatches()

  package init(_ kit: GitOpsKit) async {
    self.kit = kit
    repositories = await kit.site.informer(.gitRepository).cache
    secrets = await kit.site.informer(.secrets).cache
  }

  package static func controller(_ kit: GitOpsKit) async -> Controller {
    let reconciler = await GitRepositoryReconciler(kit)
    let controller = Controller(
      "gitrepository", reconciler, kit.site.options(.gitRepository, failing: FluxConditions.ready))
    let own = await kit.site.informer(.gitRepository)
    await controller.follow(own) { News.isWork($0) ? [Key($0.object)] : [] }
    let cache = own.cache
    await controller.follow(await kit.site.informer(.secrets)) { change in
      cache.objects.map(GitRepository.init).filter { repository in
        repository.namespace == change.object.namespace
          && [repository.secretName, repository.proxySecretName].contains(change.object.name)
      }.map { Key($0.object) }
    }
    let queue = controller.queue
    kit.hooks.open(cache, reconciler.secrets, queue)
    reconciler.watches.tell { path in
      for object in cache.objects {
        let url = try? GitURL(GitRepository(object).url)
        if url?.localPath == path { queue.add(Key(object)) }
      }
    }
    return controller
  }

  package func reconcile(_ key: Key) async throws -> Outcome {
    guard let seen = repositories[key].map(GitRepository.init), kit.isOurs(seen.object) else {
      await forgetOthers()
      return .settled
    }
    // What is deleted holds nothing of ours but its mirror.
    guard !seen.isDeleting, !seen.isSuspended else { return .settled }
    var draft = Draft(seen)
    let start = ContinuousClock.now
    var retry: Duration?
    do {
      let (revision, snapshot) = try await fetch(seen)
      RepositoryReport.fetched(revision, snapshot, into: &draft.now, at: kit.site.now)
    } catch {
      if (error as? GitError)?.isCancelled == true { throw error }
      RepositoryReport.failed(error, into: &draft.now, at: kit.site.now)
      retry = min(seen.interval, kit.retries.delay(of: key))
    }
    if retry == nil { kit.retries.forget(key) }
    tell(draft)
    try await kit.site.save(draft)
    let isStalled = draft.now.isTrue(FluxConditions.stalled)
    if isStalled { return .settled }
    // From one look to the next, however long the looking takes.
    let rest = max(seen.interval / 2, seen.interval.jittered(by: key) - (.now - start))
    return .again(retry ?? rest)
  }

  private func fetch(_ repository: GitRepository) async throws -> (SourceRevision, Snapshot) {
    if let field = SourceAccess.unsupported(repository) {
      throw GitOpsError(
        "follow \(repository.object)", "\(field)", reason: FluxReasons.unsupported)
    }
    let remote = try SourceAccess.remote(
      of: repository, secret: try secret(repository.secretName, repository),
      proxy: try secret(repository.proxySecretName, repository), maxSize: kit.depot.maxSize)
    if let path = remote.url.localPath { watches.watch(path) }
    let reference = try SourceReference(repository.ref)
    let refs = try await kit.depot.look(at: remote)
    guard !refs.isEmpty else {
      throw GitOpsError(
        "fetch from \(remote.url)", "the repository is empty",
        reason: FluxReasons.emptyRepository, hint: "push a first commit")
    }
    let revision = try reference.choose(in: refs)
    try await kit.depot.hold(revision.commit, of: remote, others: reference.others)
    let snapshot = try await kit.depot.snapshot(
      of: revision.commit, at: remote.url.description, repository.choice)
    return (revision, snapshot)
  }

  private func secret(
    _ name: String?, _ repository: GitRepository
  ) throws(GitOpsError) -> Object? {
    guard let name else { return nil }
    if let found = secrets[Key(namespace: repository.namespace, name: name)] { return found }
    throw GitOpsError(
      "follow \(repository.object)", "the Secret \(name) does not exist",
      reason: FluxReasons.authenticationFailed, hint: "create it in the same namespace")
  }

  /// Says what changed, once.
  private func tell(_ draft: Draft<GitRepository>) {
    let object = draft.now.object
    if draft.now.revision != draft.seen.revision, let revision = draft.now.revision {
      kit.site.events.record(
        EventNote(.normal, on: object, FluxReasons.newRevision, "stored artifact for \(revision)"))
    }
    guard let ready = draft.now.condition(FluxConditions.ready), ready.status == .no,
      draft.seen.condition(FluxConditions.ready)?.message != ready.message
    else { return }
    kit.site.events.record(EventNote(.warning, on: object, ready.reason, ready.message))
  }

  private func forgetOthers() async {
    await kit.depot.keep(Set(repositories.objects.map { GitRepository($0).shownURL }))
  }
}

extension GitRepository {
  /// The url as mirrors are known by it.
  var shownURL: String { (try? GitURL(url))?.description ?? url }

  var choice: Snapshot.Choice {
    let folders = sparseCheckout.map { folder in
      folder.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }
    return Snapshot.Choice(ignore: ignore, folders: folders.filter { !$0.isEmpty })
  }
}
