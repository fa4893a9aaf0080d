// SPDX-License-Identifier: Apache-2.0

package import API
package import Kube
package import Manifest
package import Packs
package import Runtime
package import Site

/// Who carries the calls of packs to a provider, and does what a table of calls cannot say.
package protocol Transport: Sendable {
  /// As packs call it.
  var name: String { get }

  /// Sends a call, or carries out a step. It does not throw: trouble is an answer, and nobody answering is
  /// one of status 0.
  func send(_ call: ProviderCall, for subject: Subject) async -> Reply

  /// What is known of a write that a rehearsal does not send. One that only the management API is told is done
  /// there, for in a rehearsal that is a copy.
  func rehearse(_ call: ProviderCall, for subject: Subject) async -> Rehearsed?

  /// The values of a pack's `computed`; null for what there is none of.
  func compute(_ names: [String], for subject: Subject) async throws -> [String: Computed]

  /// Where variables are looked for beside the cluster's own: the identity that the object refers to.
  func variables(for subject: Subject) async throws -> [ClusterVariables.Place]

  /// Variables that are no secrets, though they stand in a Secret beside some: ids that paths are made of.
  var openVariables: Set<String> { get }

  /// Whoever shares it shares a pace, and is held up by the same `Retry-After`.
  func endpoint(of subject: Subject) -> String

  /// Other kinds of infrastructure whose objects, in the same cluster, an object of `kind` depends on.
  func neighbours(of kind: GroupKind) -> [GroupKind]

  /// Whether objects of `kind` are looked at again when such an object has changed.
  func isNews(_ change: Change, to kind: GroupKind) -> Bool

  /// Kinds whose objects are given to objects of `kind`, in the same namespace.
  func inventories(of kind: GroupKind) -> [Inventory]

  /// Has objects looked at again when something happens to what they stand for, until the task is cancelled.
  func follow(_ site: Site) async

  /// Whether an operation that goes on tells that there is nothing else to be seen of its object.
  var asksOperationsAlone: Bool { get }

  /// Kinds of whose objects others sign in as.
  var identities: [GroupKind] { get }

  /// Told once how to have an object looked at again: when a step has come to its end.
  func wake(_ wake: @escaping @Sendable (GroupKind, Key) -> Void)
}

extension Transport {
  package func rehearse(_ call: ProviderCall, for subject: Subject) async -> Rehearsed? { nil }

  package func compute(
    _ names: [String], for subject: Subject
  ) async throws -> [String: Computed] { [:] }

  package func variables(for subject: Subject) async throws -> [ClusterVariables.Place] { [] }
  package var openVariables: Set<String> { [] }
  package func endpoint(of subject: Subject) -> String { subject.endpoint ?? name }
  package func neighbours(of kind: GroupKind) -> [GroupKind] { [] }
  package func isNews(_ change: Change, to kind: GroupKind) -> Bool { true }
  package func inventories(of kind: GroupKind) -> [Inventory] { [] }
  package func follow(_ site: Site) async {}
  package var asksOperationsAlone: Bool { false }
  package var identities: [GroupKind] { [] }
  package func wake(_ wake: @escaping @Sendable (GroupKind, Key) -> Void) {}
}

/// A kind whose objects others wait for.
package struct Inventory: Sendable {
  package let kind: GroupKind
  /// Whether a change is what those who wait have waited for.
  package let isNews: @Sendable (Change) -> Bool
}

/// A value that Swift made for a pack.
package struct Computed: Sendable {
  package let value: Value
  package let isSecret: Bool

  package init(_ value: Value, isSecret: Bool = false) {
    self.value = value
    self.isSecret = isSecret
  }
}

/// What calls are made for: an object, and those around it.
package struct Subject: Sendable {
  package let pack: Pack
  package let object: Object
  package let cluster: Cluster?
  /// The infrastructure object that the Cluster refers to.
  package let infrastructure: Object?
  /// The Machine that owns it.
  package let machine: Machine?
  package let site: Site
  /// Where the calls go, where the pack says so.
  package var endpoint: String?
  /// What the calls of one pass are known by, to us and to the provider.
  package var correlation = ""

  package var key: Key { Key(object) }

  /// The objects of a kind that belong to the same cluster, those on their way out included.
  package func neighbours(_ kind: GroupKind) async -> [Object] {
    guard let cluster, let resource = await site.resource(of: kind) else { return [] }
    let informer = await site.informer(resource)
    guard await informer.synced() else { return [] }
    return informer.cache.objects(of: Key(cluster.object)).sorted { $0.name < $1.name }
  }
}
