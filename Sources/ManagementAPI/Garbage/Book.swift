// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What a caretaker knows of the store as of one revision, and what each change gives it to do. Pure.
struct Book: Sendable {
  private(set) var index = OwnerIndex()
  private(set) var revision: Int64 = 0
  /// Owners whose deletion waits for what becomes of their dependents.
  private var waiting: [OwnerIndex.Owner: StoreKey] = [:]
  /// Namespaces that are being deleted.
  private var ending: Set<StoreKey> = []
  /// Dependents of kinds that are not served.
  private var unresolved: Set<StoreKey> = []

  init() {}

  /// Begins with everything there is.
  init(_ collections: [[StoredObject]], revision: Int64) {
    self.revision = revision
    for object in collections.joined() { note(object) }
  }

  /// All that may be left to do, for one who has seen nothing yet.
  var chores: [Chore] {
    index.all.map(Chore.examine) + waiting.values.map(Chore.examine) + ending.map(Chore.empty)
  }

  mutating func markUnresolved(_ key: StoreKey) { unresolved.insert(key) }

  /// Takes in a change, and says what there is to do for it.
  mutating func take(_ change: Change) -> [Chore] {
    revision = max(revision, change.revision)
    let key = change.object.key
    let formerOwners = index.owners(of: key)
    if change.kind == .deleted { forget(change.object) } else { note(change.object) }
    var chores: [Chore] = []
    let owners = index.owners(of: key)
    if change.kind == .deleted {
      chores += index.dependents(of: change.object.identity).map(Chore.examine)
    } else if owners != formerOwners || change.object.waitsForDependents != nil {
      chores.append(.examine(key))
    }
    chores += Set(formerOwners + owners).compactMap { waiting[$0] }.map(Chore.examine)
    let place = StoreKey(
      Namespaces.collection(in: key.collection.cluster), name: key.namespace)
    if ending.contains(place) { chores.append(.empty(place)) }
    if ending.contains(key) { chores.append(.empty(key)) }
    if key.collection.resource == "customresourcedefinitions.apiextensions.k8s.io" {
      chores += unresolved.map(Chore.examine)
      unresolved = []
    }
    return chores
  }

  private mutating func note(_ object: StoredObject) {
    index.set(object.key, object)
    waiting[object.identity] = object.waitsForDependents.map { _ in object.key }
    let isNamespace =
      object.key.collection == Namespaces.collection(in: object.key.collection.cluster)
    if isNamespace && object.isDeleting { ending.insert(object.key) }
  }

  private mutating func forget(_ object: StoredObject) {
    index.set(object.key, nil)
    waiting[object.identity] = nil
    ending.remove(object.key)
    unresolved.remove(object.key)
  }
}

/// One thing for a caretaker to do.
enum Chore: Hashable, Sendable {
  /// See whether an object has lost its owners, or its deletion may go on.
  case examine(StoreKey)
  /// Take from an object its references to these owners.
  case detach(StoreKey, uids: Set<String>)
  /// Empty a namespace, and end it.
  case empty(StoreKey)
  /// Delete what is in a namespace that ends.
  case delete(StoreKey)

  var key: StoreKey {
    switch self {
    case .examine(let key), .detach(let key, _), .empty(let key), .delete(let key): key
    }
  }
}
