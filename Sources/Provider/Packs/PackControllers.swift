// SPDX-License-Identifier: Apache-2.0

import API
package import Kube
import Log
import Manifest
package import Packs
package import Runtime
package import Site

/// The controllers of all packs, and the transports that carry their calls.
package struct PackControllers: Sendable {
  private let site: Site
  private let packs: [Pack]
  private let transports: [String: any Transport]
  private let pacers: Pacers
  private let rehearsal: PackRehearsal?

  /// `limit` calls are sent to one endpoint at the same time. In a rehearsal nothing is called but what reads.
  package init(
    _ site: Site, _ packs: [Pack], over transports: [any Transport], limit: Int = 16,
    rehearsing rehearsal: PackRehearsal? = nil
  ) {
    self.rehearsal = rehearsal
    let transports =
      rehearsal == nil ? transports : transports.map { ReadingTransport(inner: $0) }
    self.site = site
    self.packs = packs
    self.transports = Dictionary(transports.map { ($0.name, $0) }) { $1 }
    pacers = Pacers(limit: limit, site.clock)
  }

  /// One controller a pack. Packs of kinds that are not served, or whose transport there is not, have
  /// none, which is told.
  package func controllers() async -> [Controller] {
    var controllers: [Controller] = []
    var queues: [GroupKind: WorkQueue] = [:]
    for pack in packs {
      guard let resource = pack.resource, let transport = transports[pack.transport] else {
        site.log.warning(
          "a provider pack is left out", ["pack": pack.name, "transport": pack.transport])
        continue
      }
      let controller = await controller(of: pack, resource, over: transport)
      queues[pack.groupKind] = controller.queue
      controllers.append(controller)
    }
    let all = queues
    for transport in transports.values { transport.wake { kind, key in all[kind]?.add(key) } }
    return controllers
  }

  /// Has objects looked at again when something happens to what they stand for, until the task is cancelled.
  package func follow() async {
    await withTaskGroup(of: Void.self) { group in
      for transport in transports.values { group.addTask { await transport.follow(site) } }
    }
  }

  private func controller(
    of pack: Pack, _ resource: Resource, over transport: any Transport
  ) async -> Controller {
    let reconciler = reconciler(of: pack, resource, over: transport)
    var options = site.options(resource, failing: ConditionTypes.ready)
    // A pass is mostly waiting for somebody else's answers.
    options.workers = max(options.workers, 16)
    let controller = Controller(pack.kind.lowercased(), reconciler, options)
    let own = await site.informer(resource)
    await controller.follow(own) { change in
      Self.isOwnReport(change) ? [] : [Key(change.object)]
    }
    await followAround(controller, own, pack.groupKind)
    await followVariables(controller, own, pack.groupKind)
    for identities in transport.identities { await follow(identities, controller, own) }
    for neighbour in transport.neighbours(of: pack.groupKind).compactMap(Kinds.find) {
      await follow(neighbour, controller, own) { transport.isNews($0, to: pack.groupKind) }
    }
    for inventory in transport.inventories(of: pack.groupKind) {
      await wait(for: inventory, controller, own)
    }
    return controller
  }

  /// Those that are not as they shall be may get what they wait for.
  private func wait(
    for inventory: Inventory, _ controller: Controller, _ own: Informer
  ) async {
    guard let resource = await site.resource(of: inventory.kind) else { return }
    let cache = own.cache
    await controller.follow(await site.informer(resource)) { change in
      guard inventory.isNews(change) else { return [] }
      return cache.objects.filter { object in
        object.namespace == change.object.namespace && !object.isTrue(ConditionTypes.ready)
      }.map { Key($0) }
    }
  }

  func reconciler(of kind: GroupKind) -> PackReconciler? {
    guard let pack = packs.first(where: { $0.groupKind == kind }), let resource = pack.resource,
      let transport = transports[pack.transport]
    else { return nil }
    return reconciler(of: pack, resource, over: transport)
  }

  func reconciler(
    of pack: Pack, _ resource: Resource, over transport: any Transport
  ) -> PackReconciler {
    PackReconciler(
      site: site, pack: pack, resource: resource, transport: transport, pacers: pacers,
      rehearsal: rehearsal)
  }

  /// What the reconciler itself writes tells it nothing.
  private static func isOwnReport(_ change: Change) -> Bool {
    guard change.kind == .updated, !change.isResync, let old = change.old?.metadata else {
      return false
    }
    let new = change.object.metadata
    return old.generation == new.generation && old.labels == new.labels
      && old.annotations == new.annotations && old.ownerReferences == new.ownerReferences
      && old.deletionTimestamp == new.deletionTimestamp && old.finalizers == new.finalizers
  }

  /// The Cluster, the Machine and what these refer to.
  private func followAround(_ controller: Controller, _ own: Informer, _ kind: GroupKind) async {
    let cache = own.cache
    await controller.follow(await site.informer(.cluster)) { change in
      guard !cache.isEmpty, Self.concernsOthers(change) else { return [] }
      return Self.reference(change.object, kind)
        + cache.objects(of: Key(change.object)).map { Key($0) }
    }
    await controller.follow(await site.informer(.machine)) { change in
      guard !cache.isEmpty, Self.concernsMachine(change) else { return [] }
      return Self.reference(change.object, kind)
    }
  }

  /// What variables are read from, by the clusters that name it.
  private func followVariables(
    _ controller: Controller, _ own: Informer, _ kind: GroupKind
  ) async {
    let cache = own.cache
    let clusters = await site.informer(.cluster).cache
    for resource in [Resource.secrets, .configMaps] {
      await controller.follow(await site.informer(resource)) { change in
        guard !cache.isEmpty, Self.hasOtherData(change) else { return [] }
        let users = clusters.objects(Indexes.reference, Indexes.word(change.object))
        return users.flatMap { cluster in
          Self.reference(cluster, kind) + cache.objects(of: Key(cluster)).map { Key($0) }
        }
      }
    }
  }

  /// Whether a Secret or ConfigMap says something else than before.
  static func hasOtherData(_ change: Change) -> Bool {
    guard let old = change.old, change.kind == .updated else { return true }
    return old.value["data"] != change.object.value["data"]
  }

  /// Identities that objects sign in with, and the Secrets that these refer to: few, and shared by many.
  private func follow(
    _ identities: GroupKind, _ controller: Controller, _ own: Informer
  ) async {
    guard let resource = await site.resource(of: identities) else { return }
    let (cache, all) = (own.cache, await site.informer(resource).cache)
    await controller.follow(await site.informer(resource)) { change in
      guard change.kind != .updated || change.old?.spec != change.object.spec else { return [] }
      return cache.objects.map { Key($0) }
    }
    await controller.follow(await site.informer(.secrets)) { change in
      guard !cache.isEmpty, Self.hasOtherData(change) else { return [] }
      let isUsed = all.objects.contains { identity in
        identity.namespace == change.object.namespace
          && identity.spec["clientSecret"]?["name"]?.string == change.object.name
      }
      return isUsed ? cache.objects.map { Key($0) } : []
    }
  }

  private func follow(
    _ kind: Kind, _ controller: Controller, _ own: Informer,
    _ isNews: @escaping @Sendable (Change) -> Bool
  ) async {
    let cache = own.cache
    await controller.follow(await site.informer(kind)) { change in
      guard let cluster = change.object.metadata.labels[Labels.clusterName], isNews(change) else {
        return []
      }
      let key = Key(namespace: change.object.namespace, name: cluster)
      return cache.objects(of: key).map { Key($0) }
    }
  }

  private static func reference(_ object: Object, _ kind: GroupKind) -> [Key] {
    let reference = object.spec["infrastructureRef"].flatMap { ContractReference($0) }
    guard let reference, reference.groupKind == kind else { return [] }
    return [Key(namespace: object.namespace, name: reference.name)]
  }

  /// Whether something has changed in a Cluster that its infrastructure waits for.
  private static func concernsOthers(_ change: Change) -> Bool {
    guard let old = change.old.map(Cluster.init), change.kind == .updated else { return true }
    let new = Cluster(change.object)
    return change.isResync || old.spec != new.spec || old.isDeleting != new.isDeleting
      || old.metadata.annotations != new.metadata.annotations
      || old.isInfrastructureProvisioned != new.isInfrastructureProvisioned
  }

  private static func concernsMachine(_ change: Change) -> Bool {
    guard let old = change.old.map(Machine.init), change.kind == .updated else { return true }
    let new = Machine(change.object)
    return change.isResync || old.spec != new.spec || old.isDeleting != new.isDeleting
  }
}

extension Pack {
  package var groupKind: GroupKind { GroupKind(group: group, kind: kind) }

  /// Where its objects are; nil where that is not known.
  package var resource: Resource? {
    if let own = Kinds.find(groupKind) { return own.resource() }
    guard let version, let plural else { return nil }
    return Resource(group: group, version: version, plural: plural)
  }
}
