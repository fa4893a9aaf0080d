// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension APIServer {
  static let definitions = Resource(
    group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions")

  func definitions(of cluster: String) -> Collection {
    Collection(cluster: cluster, resource: Self.definitions.qualified)
  }

  /// Serves what the definitions of a logical cluster describe, and writes into each what has become of it.
  ///
  /// Served first, told second: who reads that a kind is established may use it.
  func settleDefinitions(of cluster: String) async throws(StoreError) {
    while true {
      let (stored, revision) = store.list(definitions(of: cluster))
      let claims = NameClaims(
        stored.map { Object($0.body) }, beside: ownCatalog(of: cluster), now: now())
      define(
        zip(claims.definitions, stored.map(\.revision)).map { ($0, $1) }, revision, in: cluster)
      let changed = zip(stored, claims.definitions).filter { $0.body != $1.value }
      let outcomes = try await store.commit(changed.map { .update($0, to: $1.value) })
      // Where somebody else was quicker, look again.
      if outcomes.allSatisfy(\.isDone) { return }
    }
  }

  /// Writes down a definition of each kind that is served without one, so that clients who ask what
  /// definitions there are find them all.
  func publishDefinitions(in cluster: String) async throws(StatusError) {
    let client = client(of: cluster)
    let collection = try context(for: Address(Self.definitions), in: cluster)
    var missing: [Write] = []
    for definition in ownCatalog(of: cluster).kinds.compactMap(\.definition) {
      let address = Address(Self.definitions, name: definition.name)
      guard let found = try await client.find(address) else {
        var draft = WriteOptions()
        draft.isDryRun = true
        let made = try await create(definition, draft, collection).value
        missing.append(.create(collection.key(definition.name, in: nil), made))
        continue
      }
      var wanted = found
      wanted.spec = definition.spec
      try DefinitionRules.fill(&wanted)
      if wanted.spec != found.spec { _ = try await client.update(wanted, at: address) }
    }
    do throws(StoreError) {
      _ = try await store.commit(missing)
      if !missing.isEmpty { try await settleDefinitions(of: cluster) }
    } catch {
      throw .internalError("\(error)")
    }
  }

  /// A kind that is served anyway cannot be taken away by deleting its definition.
  func checkDefinition(_ context: Context) throws(StatusError) {
    guard context.kind.groupKind == .customResourceDefinition, let name = context.address.name
    else { return }
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    let own = ownCatalog(of: context.cluster)
    guard parts.count == 2, own.serves(group: parts[1], plural: parts[0]) else { return }
    throw .forbidden(context.address, "capctl itself serves this kind")
  }
}

extension Deletion {
  /// A definition stays until its objects have gone.
  static func next(
    forDefinition object: Object, _ wished: Object, in context: Context
  ) -> Step {
    guard !object.isDeleting else {
      let isFree = wished.metadata.finalizers.isEmpty
      return isFree ? .remove(wished) : wished == object ? .wait : .mark(wished)
    }
    var marked = wished
    marked.metadata.deletionTimestamp = context.now
    marked.metadata.addFinalizer(cleanup)
    marked.set(
      Condition(
        "Terminating", .yes, reason: "InstanceDeletionPending",
        message: "CustomResourceDefinition marked for deletion; CustomResource deletion will begin "
          + "soon"), at: context.now)
    return .mark(marked)
  }

  /// What holds a definition.
  static let cleanup = "customresourcecleanup.apiextensions.k8s.io"
}
