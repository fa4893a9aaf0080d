// SPDX-License-Identifier: Apache-2.0

import API
import Git
import HTTP
import Kube
import Log
import Manifest
package import Runtime
import Site

/// Brings what a folder of a source says into an API, and keeps it so.
package struct KustomizationReconciler: Reconciler {
  let kit: GitOpsKit
  let kustomizations: Cache
  let repositories: Cache
  let secrets: Cache
  let configMaps: Cache
  let memos = Memos()
  let targets = Targets()

  package init(_ kit: GitOpsKit) async {
    self.kit = kit
    kustomizations = await kit.site.informer(.kustomization).cache
    repositories = await kit.site.informer(.gitRepository).cache
    secrets = await kit.site.informer(.secrets).cache
    configMaps = await kit.site.informer(.configMaps).cache
  }

  package static func controller(_ kit: GitOpsKit) async -> Controller {
    let controller = Controller(
      "kustomization", await KustomizationReconciler(kit),
      kit.site.options(.kustomization, failing: FluxConditions.ready))
    let own = await kit.site.informer(.kustomization)
    let cache = own.cache
    await controller.follow(own) { News.isWork($0) ? [Key($0.object)] : [] }
    await controller.follow(own) { change in
      let key = Key(change.object)
      return cache.keys(where: { $0.dependencies.contains { $0.key == key } })
    }
    await controller.follow(await kit.site.informer(.gitRepository)) { change in
      guard change.old?.status != change.object.status else { return [] }
      let key = Key(change.object)
      return cache.keys(where: { $0.sourceKey == key })
    }
    for (kind, resource) in [("Secret", Resource.secrets), ("ConfigMap", .configMaps)] {
      await controller.follow(await kit.site.informer(resource)) { change in
        let (namespace, name) = (change.object.namespace, change.object.name)
        return cache.keys(where: { $0.namespace == namespace && $0.reads(kind, name) })
      }
    }
    return controller
  }

  package func reconcile(_ key: Key) async throws -> Outcome {
    guard let seen = kustomizations[key].map(Kustomization.init), kit.isOurs(seen.object) else {
      memos.forget(key)
      return .settled
    }
    if seen.isDeleting { return try await finalize(seen, key) }
    guard !seen.isSuspended else { return .settled }
    var draft = Draft(seen)
    draft.now.metadata.addFinalizer(Finalizers.flux)
    do {
      try check(seen, key)
      guard let attempt = try await attempt(seen, key) else { return .settled }
      return try await proceed(&draft, attempt)
    } catch {
      return try await fail(&draft, error, key)
    }
  }

  /// Throws what must be put right before anything can be done.
  private func check(_ kustomization: Kustomization, _ key: Key) throws(GitOpsError) {
    if let field = kustomization.unsupportedField {
      throw GitOpsError(
        "follow \(kustomization.object)", field, reason: FluxReasons.unsupported)
    }
    let cycle = DependencyGraph.cycle(from: key) { key in
      kustomizations[key].map { Kustomization($0).dependencies.map(\.key) } ?? []
    }
    if let cycle {
      throw GitOpsError(
        "follow \(kustomization.object)",
        "the dependencies form a circle: \(cycle.map { "\($0)" }.joined(separator: " → "))",
        reason: FluxReasons.dependencyCycle, hint: "take one of them out of spec.dependsOn")
    }
  }

  /// What a pass needs from others; throws what is not there yet.
  private func attempt(_ kustomization: Kustomization, _ key: Key) async throws -> Attempt? {
    let source = kustomization.sourceKey
    guard let repository = repositories[source].map(GitRepository.init) else {
      throw GitOpsError(
        "follow \(kustomization.object)", "GitRepository \(source) does not exist",
        reason: FluxReasons.artifactFailed)
    }
    guard let text = repository.revision, let revision = SourceRevision(text) else {
      let why = repository.condition(FluxConditions.ready).map { ": \($0.message)" } ?? ""
      throw GitOpsError(
        "follow \(kustomization.object)", "GitRepository \(source) has nothing yet\(why)",
        reason: FluxReasons.artifactFailed)
    }
    for dependency in kustomization.dependencies {
      let found = kustomizations[dependency.key].map(Kustomization.init)
      let isShared = found?.sourceKey == source
      let obstacle = DependencyGraph.obstacle(
        found, named: dependency.key, revision: isShared ? text : nil)
      if let obstacle {
        throw GitOpsError(
          "follow \(kustomization.object)", obstacle, reason: FluxReasons.dependencyNotReady)
      }
    }
    let snapshot = try await kit.depot.snapshot(
      of: revision.commit, at: repository.shownURL, repository.choice)
    let target = try target(of: kustomization)
    var attempt = Attempt(
      key: key, revision: text, snapshot: snapshot, target: target,
      isLocal: kustomization.kubeconfigName == nil)
    if kit.remoteBases.allowsAny {
      let memo = memos[key]
      let isWaiting = memo.waitingSince != nil
      attempt.remotes = RemoteTrees(kit.remoteBases, at: isWaiting ? memo.bases : [:])
      // Nobody asks a server at each look at health.
      if !isWaiting { try await attempt.remotes?.add(Array(memo.bases.keys), from: kit.depot) }
    }
    return attempt
  }

  /// Says what went wrong, and when it is tried again. What was applied stays.
  private func fail(
    _ draft: inout Draft<Kustomization>, _ error: any Error, _ key: Key
  ) async throws -> Outcome {
    if error is CancellationError { throw error }
    if let status = error as? StatusError, status.isCancelled { throw error }
    let failure = error as? GitOpsError
    let reason =
      failure?.reason
      ?? (error is GitError ? FluxReasons.artifactFailed : FluxReasons.reconciliationFailed)
    let text =
      failure?.reason == FluxReasons.dependencyNotReady
      ? failure?.cause ?? "" : message(of: error)
    KustomizationReport(now: kit.site.now).failed(reason, text, &draft.now)
    let before = draft.seen.condition(FluxConditions.ready)
    try await kit.site.save(draft)
    if before?.message != text || before?.reason != reason {
      kit.site.events.record(EventNote(.warning, on: draft.now.object, reason, text))
    }
    switch reason {
    case FluxReasons.unsupported, FluxReasons.dependencyCycle: return .settled
    // Whoever it waits for is followed.
    case FluxReasons.dependencyNotReady: return .again(.seconds(30))
    default:
      return .again(min(draft.seen.retryInterval, max(.seconds(1), kit.retries.delay(of: key))))
    }
  }

  /// Where it applies to.
  func target(of kustomization: Kustomization) throws(GitOpsError) -> ApplyTarget {
    guard let name = kustomization.kubeconfigName else {
      let site = kit.site
      return ApplyTarget(client: site.client, mapper: kit.mapper) { await site.settle($0, in: $1) }
    }
    let key = Key(namespace: kustomization.namespace, name: name)
    let action = "reach the cluster of \(kustomization.object)"
    guard let secret = secrets[key] else {
      throw GitOpsError(action, "the Secret \(name) does not exist")
    }
    let entry = kustomization[text: "spec.kubeConfig.secretRef.key"]
    let keys = entry.map { [$0] } ?? ["value", "value.yaml"]
    guard let text = keys.lazy.compactMap({ secret.secretText($0) }).first else {
      throw GitOpsError(action, "the Secret \(name) has no text at data[\(keys[0])]")
    }
    let account = kustomization[text: "spec.serviceAccountName"]
    let place = "\(key) \(keys) \(account ?? "")"
    do {
      return try targets.target(place, secret.metadata.resourceVersion ?? "") {
        var access = try Kubeconfig(text: text, path: name).access()
        if let account {
          let user = "system:serviceaccount:\(kustomization.namespace ?? ""):\(account)"
          access.headers.add("Impersonate-User", user)
        }
        var options = RemoteOptions()
        options.rate = RateLimit(perSecond: 100, burst: 200)
        let client = RemoteClient(access, over: kit.http, options)
        return ApplyTarget(client: client, mapper: RESTMapper(client))
      }
    } catch {
      throw GitOpsError(action, "the kubeconfig in Secret \(name): \(message(of: error))")
    }
  }
}

extension Cache {
  func keys(where holds: (Kustomization) -> Bool) -> [Key] {
    objects.map(Kustomization.init).filter(holds).map { Key($0.object) }
  }
}

extension Kustomization.Reference {
  var key: Key { Key(namespace: namespace, name: name) }
}

extension Kustomization {
  var sourceKey: Key { Key(namespace: sourceNamespace, name: sourceName) }
}
