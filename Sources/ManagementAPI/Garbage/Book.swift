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
  /// Definitions that are being deleted.
  private var endingDefinitions: Set<StoreKey> = []
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
      + endingDefinitions.map(Chore.clear)
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
    if endingDefinitions.contains(key) { chores.append(.clear(key)) }
    let definition = key.collection.definition
    if endingDefinitions.contains(definition) { chores.append(.clear(definition)) }
    if key.isDefinition {
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
    if object.key.isDefinition && object.isDeleting { endingDefinitions.insert(object.key) }
  }

  private mutating func forget(_ object: StoredObject) {
    index.set(object.key, nil)
    waiting[object.identity] = nil
    ending.remove(object.key)
    endingDefinitions.remove(object.key)
    unresolved.remove(object.key)
  }
}

extension StoreKey {
  fileprivate var isDefinition: Bool {
    collection.resource == APIServer.definitions.qualified
  }
}

extension Collection {
  /// Where the definition of the collection's kind is kept, if there is one.
  fileprivate var definition: StoreKey {
    StoreKey(
      Collection(cluster: cluster, resource: APIServer.definitions.qualified), name: resource)
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
  /// Delete what is in a namespace, or of a kind, that ends.
  case delete(StoreKey)
  /// Delete all objects of a kind whose definition is being deleted, and end the definition.
  case clear(StoreKey)

  var key: StoreKey {
    switch self {
    case .examine(let key), .detach(let key, _), .empty(let key), .delete(let key),
      .clear(let key):
      key
    }
  }
}
