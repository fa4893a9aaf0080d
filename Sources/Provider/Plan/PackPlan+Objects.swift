// SPDX-License-Identifier: Apache-2.0

import API
package import Kube
package import Log
import Manifest
package import Packs
import Runtime
import Site

extension PackPlan {
  /// What packs would call for all the objects of theirs among `objects`, without a management API.
  ///
  /// `objects` are all there is, as it is wanted, in the versions that are stored. Of what exists already, they
  /// have the metadata and status that it has; Secrets and ConfigMaps, those of what was asked for last
  /// included, are among them. What is to go has a `deletionTimestamp`. The ground of clusters is planned first,
  /// and taken to be there for the machines on it.
  package static func plans(
    for objects: [Object], _ packs: [Pack], over transports: [any Transport], log: Logger
  ) async throws -> [PackPlan] {
    let objects = objects.map(\.named)
    let ground = Set(packs.filter { $0.part == .cluster }.map(\.groupKind))
    let first = try await plans(of: ground, objects, packs, transports, log)
    let others = Set(packs.map(\.groupKind)).subtracting(ground)
    let second = try await plans(of: others, settled(objects, first), packs, transports, log)
    let plans = Dictionary((first + second).map { (Place($0.object), $0) }) { $1 }
    return objects.compactMap { plans[Place($0)] }
  }

  /// Tells one object from all others.
  private struct Place: Hashable {
    let kind: GroupKind?
    let key: Key

    init(_ object: Object) {
      kind = object.groupVersionKind?.groupKind
      key = Key(object)
    }
  }

  private static func plans(
    of kinds: Set<GroupKind>, _ objects: [Object], _ packs: [Pack],
    _ transports: [any Transport], _ log: Logger
  ) async throws -> [PackPlan] {
    let staged = StagedObjects(objects, packs)
    let informers = Informers(staged)
    let site = Site(
      client: staged, informers: informers, events: EventRecorder(staged, component: "plan"),
      workloads: NoWorkloads(), log: log)
    for resource in staged.resources { _ = await site.informer(resource) }
    _ = await informers.start()
    let controllers = PackControllers(site, packs, over: transports)
    var plans: [PackPlan] = []
    let failure = await Failed {
      for object in objects {
        guard let kind = object.groupVersionKind?.groupKind, kinds.contains(kind) else { continue }
        if let plan = try await controllers.plan(for: object) { plans.append(plan) }
      }
    }
    await informers.stop()
    if let error = failure.error { throw error }
    return plans
  }

  /// The objects once the ground is there.
  private static func settled(_ objects: [Object], _ plans: [PackPlan]) -> [Object] {
    let outcomes = Dictionary(
      plans.compactMap { plan in plan.outcome.map { (Place($0), $0) } }
    ) { $1 }
    return objects.map { object in
      if let outcome = outcomes[Place(object)] { return outcome }
      guard object.groupVersionKind?.groupKind == Kind.cluster.groupKind,
        let reference = Cluster(object).infrastructureRef,
        let ground = outcomes.values.first(where: {
          $0.groupVersionKind?.groupKind == reference.groupKind && $0.name == reference.name
            && $0.namespace == object.namespace
        })
      else { return object }
      var object = object
      var initialization = object.status["initialization"] ?? [:]
      initialization["infrastructureProvisioned"] = true
      object.status["initialization"] = initialization
      if object.spec["controlPlaneEndpoint"]?["host"]?.string?.isEmpty ?? true {
        object.spec["controlPlaneEndpoint"] = ground.spec["controlPlaneEndpoint"]
      }
      return object
    }
  }
}

extension Object {
  /// With a uid: an API gives one to what is new.
  fileprivate var named: Object {
    var object = self
    object.metadata.uid = metadata.uid ?? ProviderCall.unknown
    return object
  }
}

/// What became of work that has to be cleaned up after.
private struct Failed {
  var error: (any Error)?

  init(_ body: () async throws -> Void) async {
    do { try await body() } catch { self.error = error }
  }
}
