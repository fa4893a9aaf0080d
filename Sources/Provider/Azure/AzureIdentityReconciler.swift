// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
package import Runtime
package import Site

/// Keeps an AzureClusterIdentity, and the Secret that it signs in with, until nothing needs it any more: without
/// it, nothing on Azure could be deleted.
struct AzureIdentityReconciler: Reconciler {
  static let finalizer = "infrastructure.cluster.x-k8s.io/azureclusteridentity"
  /// Whose objects name who signs in for them, and for those that belong to them.
  static let kinds: [Kind] = [.azureCluster, .azureManagedControlPlane, .azureResource]

  private static let resource = Kind.azureClusterIdentity.resource()

  let site: Site

  func reconcile(_ key: Key) async throws -> Outcome {
    let all = await users()
    try await settleSecrets(in: key.namespace, all)
    guard let identity = await site.informer(Self.resource).cache[key] else { return .settled }
    let users = (all[key] ?? []).sorted { $0.description < $1.description }
    try await hold(identity, isNeeded: !users.isEmpty, Self.resource)
    if identity.isDeleting, let first = users.first {
      let more = users.count > 1 ? " and \(users.count - 1) more" : ""
      site.events.record(
        .normal, on: identity, "StillNeeded", "waits for \(first)\(more) to be gone")
    }
    return .settled
  }

  /// Who signs in by each identity.
  private func users() async -> [Key: [Object]] {
    var users: [Key: [Object]] = [:]
    for kind in Self.kinds {
      for object in await site.informer(kind.resource()).cache.objects {
        if let identity = object.identity { users[identity, default: []].append(object) }
      }
    }
    return users
  }

  /// Several identities may have the same one, and each may come to have another.
  private func settleSecrets(in namespace: String?, _ users: [Key: [Object]]) async throws {
    var needed: Set<String> = []
    for identity in await site.informer(Self.resource).cache.objects
    where identity.namespace == namespace {
      guard let name = identity.secretName, users[Key(identity)] != nil else { continue }
      needed.insert(name)
    }
    for secret in await site.informer(.secrets).cache.objects where secret.namespace == namespace {
      try await hold(secret, isNeeded: needed.contains(secret.name), .secrets)
    }
  }

  private func hold(_ object: Object, isNeeded: Bool, _ resource: Resource) async throws {
    var wanted = object
    if !isNeeded {
      wanted.metadata.removeFinalizer(Self.finalizer)
    } else if !object.isDeleting {
      wanted.metadata.addFinalizer(Self.finalizer)
    }
    guard wanted != object else { return }
    let address = Address(resource, namespace: object.namespace, name: object.name)
    try await site.save(wanted, over: object, at: address)
  }
}

extension Object {
  /// The AzureClusterIdentity that it names.
  fileprivate var identity: Key? {
    let reference = spec["identityRef"]
    guard let name = reference.said("name") else { return nil }
    return Key(namespace: reference.said("namespace") ?? namespace, name: name)
  }

  /// Of an identity: the Secret that it signs in with, which is in its own namespace.
  fileprivate var secretName: String? {
    let reference = spec["clientSecret"]
    guard (reference.said("namespace") ?? namespace) == namespace else { return nil }
    return reference.said("name")
  }
}

extension AzureTransport {
  /// The controller that keeps identities for as long as they are needed.
  package static func identityController(_ site: Site) async -> Controller {
    let resource = Kind.azureClusterIdentity.resource()
    let controller = Controller(
      "azureidentities", AzureIdentityReconciler(site: site),
      site.options(resource, failing: ConditionTypes.ready))
    let identities = await site.informer(resource)
    await controller.follow(identities)
    let cache = identities.cache
    for kind in AzureIdentityReconciler.kinds {
      await controller.follow(await site.informer(kind.resource())) { change in
        let before = change.old?.identity
        let now = change.object.identity
        guard change.kind != .updated || before != now else { return [] }
        return [before, now].compactMap(\.self)
      }
    }
    await controller.follow(await site.informer(.secrets)) { change in
      guard change.kind == .added else { return [] }
      let object = change.object
      return cache.objects.filter {
        $0.namespace == object.namespace && $0.secretName == object.name
      }.map { Key($0) }
    }
    return controller
  }
}
