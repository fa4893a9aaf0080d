// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Who refers to whom as an owner, by the owners' identities. Pure.
struct OwnerIndex: Sendable {
  struct Owner: Hashable, Sendable {
    let cluster: String
    let uid: String
  }

  private var dependents: [Owner: Set<StoreKey>] = [:]
  private var owners: [StoreKey: [Owner]] = [:]

  func dependents(of owner: Owner) -> Set<StoreKey> { dependents[owner] ?? [] }

  /// Everything that has an owner.
  var all: [StoreKey] { Array(owners.keys) }

  func owners(of key: StoreKey) -> [Owner] { owners[key] ?? [] }

  /// Takes in what an object says of its owners now; nil says that it is gone.
  mutating func set(_ key: StoreKey, _ object: StoredObject?) {
    for owner in owners.removeValue(forKey: key) ?? [] {
      dependents[owner]?.remove(key)
      if dependents[owner]?.isEmpty == true { dependents[owner] = nil }
    }
    let new = object?.owners ?? []
    guard !new.isEmpty else { return }
    owners[key] = new
    for owner in new { dependents[owner, default: []].insert(key) }
  }
}

extension StoredObject {
  var metadata: Metadata { Metadata(body["metadata"] ?? [:]) }

  var identity: OwnerIndex.Owner {
    OwnerIndex.Owner(
      cluster: key.collection.cluster, uid: body["metadata"]?["uid"]?.string ?? "")
  }

  var isDeleting: Bool { body["metadata"]?["deletionTimestamp"] != nil }

  /// The finalizer by which a deletion waits for what is to become of dependents; nil where none does.
  var waitsForDependents: String? {
    guard isDeleting else { return nil }
    let finalizers = metadata.finalizers
    return [Deletion.orphan, Deletion.foreground].first(where: finalizers.contains)
  }

  fileprivate var owners: [OwnerIndex.Owner] {
    guard let listed = body["metadata"]?["ownerReferences"]?.list else { return [] }
    return listed.compactMap { reference in
      reference["uid"]?.string.map {
        OwnerIndex.Owner(cluster: key.collection.cluster, uid: $0)
      }
    }
  }
}
