// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension Caretaker {
  /// Does one chore, in the light of what the book says.
  func perform(_ chore: Chore, _ book: Book) async -> Outcome {
    guard let object = server.store.find(chore.key) else { return .done([]) }
    guard let context = server.context(for: chore.key) else { return .unresolved }
    do throws(StatusError) {
      switch chore {
      case .examine:
        guard object.revision <= book.revision else { return .early }
        return try await examine(object, book, context)
      case .detach(_, let uids):
        try await detach(object, from: uids, context)
        return .done([])
      case .empty: return try await empty(object, context)
      case .clear: return try await clear(object, context)
      case .delete:
        try await delete(object, DeleteOptions(), context)
        return .done([])
      }
    } catch {
      if error.isNotFound { return .done([]) }
      return error.isConflict ? .early : .failed
    }
  }

  private func examine(
    _ object: StoredObject, _ book: Book, _ context: Context
  ) async throws(StatusError) -> Outcome {
    let uid = object.identity.uid
    let dependents = book.index.dependents(of: object.identity)
      .compactMap { server.store.find($0) }.filter { $0.refers(to: uid) }
    switch Verdict.on(object, dependents: dependents, owner: { state(of: $0, for: object) }) {
    case .keep: break
    case .unresolved: return .unresolved
    case .detach(let uids): try await detach(object, from: uids, context)
    case .delete(let propagation): try await delete(object, propagation, context)
    case .unblockAndDelete:
      try await unblock(object, context)
      try await delete(object, .foreground, context, evenIfChanged: true)
    case .orphan: return .done(dependents.map { .detach($0.key, uids: [uid]) })
    case .deleteDependents:
      return .done(dependents.filter { !$0.isDeleting }.map { .examine($0.key) })
    case .release(let finalizer): try await release(object, finalizer, context)
    }
    return .done([])
  }

  /// An owner is looked for where the object is, or where things without a namespace are.
  private func state(of owner: OwnerReference, for object: StoredObject) -> Verdict.Owner {
    let cluster = object.key.collection.cluster
    guard let kind = server.catalog(of: cluster).find(owner.groupKind) else { return .unknown }
    // What has no namespace cannot be owned by something in one.
    if kind.isNamespaced && object.key.namespace.isEmpty { return .unknown }
    let key = StoreKey(
      Collection(cluster: cluster, resource: kind.qualified),
      namespace: kind.isNamespaced ? object.key.namespace : "", name: owner.name)
    guard let found = server.store.find(key), found.identity.uid == owner.uid else {
      return .absent
    }
    return found.waitsForDependents == Deletion.foreground ? .waiting : .there
  }

  private func delete(
    _ object: StoredObject, _ propagation: DeleteOptions.Propagation, _ context: Context,
    evenIfChanged: Bool = false
  ) async throws(StatusError) {
    var options = DeleteOptions()
    options.propagation = propagation
    // An owner that somebody has given it meanwhile must not be overlooked.
    if !evenIfChanged { options.resourceVersion = String(object.revision) }
    try await delete(object, options, context)
  }

  private func delete(
    _ object: StoredObject, _ options: DeleteOptions, _ context: Context
  ) async throws(StatusError) {
    var options = options
    options.uid = object.identity.uid
    _ = try await server.delete(options, WriteOptions(), context)
  }

  private func detach(
    _ object: StoredObject, from uids: Set<String>, _ context: Context
  ) async throws(StatusError) {
    try await change(object, "ownerReferences", context) { references in
      references.filter { !uids.contains($0["uid"]?.string ?? "") }
    }
  }

  private func unblock(_ object: StoredObject, _ context: Context) async throws(StatusError) {
    try await change(object, "ownerReferences", context) { references in
      references.map { reference in
        var reference = reference
        reference["blockOwnerDeletion"] = false
        return reference
      }
    }
  }

  func release(
    _ object: StoredObject, _ finalizer: String, _ context: Context
  ) async throws(StatusError) {
    try await change(object, "finalizers", context) { finalizers in
      finalizers.filter { $0.string != finalizer }
    }
  }

  /// Changes one list of an object's metadata, if it is still the same object.
  private func change(
    _ object: StoredObject, _ field: String, _ context: Context,
    _ change: ([Value]) -> [Value]
  ) async throws(StatusError) {
    _ = try await server.change(Self.writing, context) { old in
      guard old.metadata.uid == object.identity.uid else { return old }
      var new = old
      let changed = change(old.value["metadata"]?[field]?.list ?? [])
      new.value["metadata"]?[field] = changed.isEmpty ? Value?.none : .list(changed)
      return new
    }
  }

  static let writing = {
    var options = WriteOptions()
    options.fieldManager = "capctl"
    return options
  }()
}

extension APIServer {
  /// How a kept object is reached in the version it is kept in, served or not; nil for unknown kinds.
  func context(for key: StoreKey) -> Context? {
    let name = key.collection.resource
    guard let kind = catalog(of: key.collection.cluster).find(qualified: name),
      let version = kind.versions.first(where: { $0.name == kind.storageVersion })
    else { return nil }
    let address = Address(
      kind.resource(version.name), namespace: kind.isNamespaced ? key.namespace : nil,
      name: key.name)
    return Context(
      cluster: key.collection.cluster, address: address, kind: kind, version: version, now: now())
  }
}
