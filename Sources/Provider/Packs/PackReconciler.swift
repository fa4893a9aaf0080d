// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import Kube
import Manifest
import Packs
import Runtime
import Site

/// Brings the objects of one kind to what their pack makes of them.
struct PackReconciler: Reconciler {
  let site: Site
  let pack: Pack
  let resource: Resource
  let transport: any Transport
  let pacers: Pacers
  /// In a rehearsal: who is told of calls, in place of the provider.
  var rehearsal: PackRehearsal?
  let lulls = Lulls()

  var finalizer: String { "\(pack.kind.lowercased()).\(pack.group)" }
  var facts: PackFacts { PackFacts(site: site, pack: pack) }

  func reconcile(_ key: Key) async throws -> Outcome {
    guard let object = await site.informer(resource).cache[key] else { return .settled }
    if object.isDeleting, !object.metadata.finalizers.contains(finalizer) { return .settled }
    if object.metadata.annotations[Annotations.managedBy] != nil { return .settled }
    var subject = try await facts.subject(of: object)
    if !object.isDeleting {
      guard pack.part == .other || subject.cluster != nil else { return .settled }
      if let outcome = try await pause(object, in: subject.cluster) { return outcome }
      // With its cluster goes every machine: there is nothing left to be kept up.
      if pack.part == .machine, subject.cluster?.isDeleting == true { return .settled }
      let prepared = try await prepare(object)
      if prepared != object { subject = try await facts.subject(of: prepared) }
    } else if let outcome = try await waitForNeighbours(of: subject) {
      return outcome
    }
    return try await pass(over: subject)
  }

  func address(of object: Object) -> Address {
    Address(resource, namespace: object.namespace, name: object.name)
  }

  /// - Returns: Nil where it is not to be left alone.
  private func pause(_ object: Object, in cluster: Cluster?) async throws -> Outcome? {
    let causes = Pausing.causes(object, in: cluster?.object)
    var wanted = object
    if causes.isEmpty {
      wanted.removeCondition(ConditionTypes.paused)
    } else {
      wanted.set(Pausing.condition(causes), at: site.now)
    }
    if wanted != object, !causes.isEmpty || object.condition(ConditionTypes.paused) != nil {
      try await site.save(wanted, over: object, at: address(of: object))
    }
    return causes.isEmpty ? nil : .settled
  }

  /// The finalizer is there before anything is made.
  private func prepare(_ object: Object) async throws -> Object {
    var wanted = object
    wanted.metadata.addFinalizer(finalizer)
    guard wanted != object else { return object }
    return try await site.save(wanted, over: object, at: address(of: object))
  }

  /// The ground under machines stays until they are gone.
  private func waitForNeighbours(of subject: Subject) async throws -> Outcome? {
    guard pack.part == .cluster else { return nil }
    var names: [String] = []
    for kind in transport.neighbours(of: pack.groupKind) {
      names += await subject.neighbours(kind).map(\.description)
    }
    guard !names.isEmpty else { return nil }
    var wanted = subject.object
    wanted.set(
      Condition(
        ConditionTypes.deleting, .yes, reason: Reasons.waitingForMachineDeletion,
        message: Waiting(
          for: names.prefix(5).joined(separator: ", ") + " to be gone",
          since: subject.object.metadata.deletionTimestamp
        ).description), at: site.now)
    if wanted != subject.object {
      try await site.save(wanted, over: subject.object, at: address(of: wanted))
    }
    return .settled
  }

  private func pass(over subject: Subject) async throws -> Outcome {
    let store = PackStore(site: site, key: try await site.fingerprintKey())
    var (world, subject) = try await self.world(for: subject)
    subject.correlation = Self.correlation()
    var pass = PackPass(reconciler: self, store: store, subject: subject, world: world)
    return try await pass.run()
  }

  /// What a decision about an object goes by, and the subject of its calls.
  func world(for subject: Subject) async throws -> (World, Subject) {
    let store = PackStore(site: site, key: try await site.fingerprintKey())
    var world = World(
      try await facts.facts(of: subject, over: transport),
      records: PackStore.records(of: subject.object),
      applied: await store.applied(to: subject.object), now: site.now.seconds
    ) { store.seal($0) }
    world.isDeleting = subject.object.isDeleting
    world.heals = subject.object.metadata.annotations[Annotations.drift] == "heal"
    var subject = subject
    subject.endpoint = try pack.endpoint(in: world.facts)
    rehearsal?.remind(&world, of: subject.object)
    return (world, subject)
  }

  private static func correlation() -> String {
    UUID().uuidString.lowercased()
  }
}
