// SPDX-License-Identifier: Apache-2.0

package import API
package import Kube
import Manifest
package import Runtime

extension Site {
  /// The informer of one of our kinds, over all namespaces, with the indexes of ``Indexes``.
  package func informer(_ kind: Kind) async -> Informer { await informer(kind.resource()) }

  /// All that were asked for.
  package var seen: [Informer] { known.all }

  package func informer(_ resource: Resource) async -> Informer {
    if let informer = known[resource] { return informer }
    let informer = await informers.informer(Address(resource), indexes: Indexes.all)
    known.add(informer)
    return informer
  }

  /// The collection of a kind, ours or another's: of another's in the version that implements the newest
  /// contract we speak. Nil where the kind is not served.
  package func resource(of kind: GroupKind) async -> Resource? {
    if let own = Kinds.find(kind) { return own.resource() }
    if kind == .secret { return .secrets }
    if kind == .configMap { return .configMaps }
    let definitions = await informer(.definitions)
    guard await definitions.synced() else { return nil }
    return definitions.cache.objects(Indexes.definition, "\(kind)").first.flatMap(Self.resource)
  }

  private static func resource(_ definition: Object) -> Resource? {
    let spec = definition.spec
    let labels = definition.metadata.labels
    let served = (spec["versions"]?.list ?? []).filter { $0["served"]?.bool == true }
    let names = Set(served.compactMap { $0["name"]?.string })
    // A label may list several versions, the newest last.
    let contract = ["v1beta2", "v1beta1"].lazy
      .compactMap { labels[Labels.contract($0)] }
      .compactMap { $0.split(separator: "_").last { names.contains(String($0)) } }
      .first.map { String($0) }
    let stored = served.first { $0["storage"]?.bool == true } ?? served.first
    guard let group = spec["group"]?.string, let plural = spec["names", "plural"]?.string,
      let version = contract ?? stored?["name"]?.string
    else { return nil }
    return Resource(group: group, version: version, plural: plural)
  }
}

extension Site {
  /// What a reference leads to; nil where there is no such object. Whoever follows references is told of
  /// changes of its kind from now on.
  package func external(
    _ reference: ContractReference, in namespace: String?
  ) async throws(StatusError) -> Object? {
    guard let resource = await resource(of: reference.groupKind) else {
      var error = StatusError(
        code: 404, reason: .notFound, message: "no matches for kind \(reference.groupKind)")
      error.attempt = "find \(reference)"
      error.hint = "no provider serves this kind: correct the reference, or install one that does"
      throw error
    }
    let informer = await informer(resource)
    if !known.isReferred(resource) { await known.refer(to: informer) }
    guard await informer.synced() else {
      throw StatusError(code: 503, reason: .serviceUnavailable, message: "shutting down")
    }
    return informer.cache[Key(namespace: namespace, name: reference.name)]
  }

  /// Where an object of any kind is written.
  package func address(of object: Object) async -> Address? {
    guard let kind = object.groupVersionKind,
      let resource = await resource(of: kind.groupKind)
    else { return nil }
    return Address(resource, namespace: object.namespace, name: object.name)
  }

  /// Makes a controller work on objects of its own kind whenever the Cluster changes that they belong to,
  /// in a way that concerns them.
  package func followCluster(
    _ controller: Controller, from own: Informer,
    where concerns: @escaping @Sendable (Change) -> Bool
  ) async {
    let cache = own.cache
    await controller.follow(await informer(.cluster)) { change in
      guard concerns(change) else { return [] }
      return cache.objects(of: Key(change.object)).map { Key($0) }
    }
  }

  /// Makes a controller work on objects of its own kind whenever something changes that they refer to by
  /// a contract reference, whatever kind that is; or on those that `keys` makes of who refers to it.
  package func followReferences(
    _ controller: Controller, from own: Informer, gathering: Gathering = .none,
    to keys: @escaping @Sendable (Object) -> [Key] = { [Key($0)] },
    where concerns: @escaping @Sendable (Change) -> Bool = { _ in true }
  ) async {
    let cache = own.cache
    await known.follow { informer in
      await controller.follow(informer, gathering: gathering) { change in
        guard !cache.isEmpty, concerns(change) else { return [] }
        return cache.objects(Indexes.reference, Indexes.word(change.object)).flatMap(keys)
      }
    }
  }

  /// Makes a controller work on the owners, of its own kind, of everything that anybody refers to.
  package func followReferred(_ controller: Controller, ownedBy kind: GroupKind) async {
    await known.follow { await controller.followOwned($0, by: kind) }
  }
}
