// SPDX-License-Identifier: Apache-2.0

import GitOps
import Kube
import Log
import ManagementAPI
import Manifest
import Rehearsal
import Views

extension Planning {
  /// What controllers would do of it.
  func deeds(of change: Change) async throws -> PlannedDeeds {
    let log = try Logger.standard(level: "error", format: nil, environment: [:])
    let packs = ground.providers.packs
    let carriers = Carriers(isOffline: ground.isOffline, log: log)
    var stage = RehearsalStage(
      try await around(change), ground.catalog, packs, over: carriers.all, log: log)
    stage.isOffline = ground.isOffline
    stage.others = { site in await carriers.beside(site, packs) }
    let later = Set((change.pruning?.later ?? []).map(\.description))
    let rehearsed = try await Rehearsal.play(stage) { client in
      try await act(change.changes.filter { !later.contains("\($0.object)") }, client)
    } later: { client in
      try await act(change.changes.filter { later.contains("\($0.object)") }, client)
    }
    var deeds = rehearsed.deeds
    deeds.notes = (change.pruning?.notes ?? []) + deeds.notes
    return deeds
  }

  /// All that is in the namespaces of what is wanted, and what is in none: whoever works on a change looks no
  /// farther. The namespace `default` has what fingerprints are made with.
  private func around(_ change: Change) async throws -> [Object] {
    let changed = wanted.objects + change.changes.map(\.object)
    let namespaces = Set(changed.map { $0.namespace ?? ground.namespace } + ["default"])
    return try await RehearsalStage.objects(of: ground.client, ground.providers.packs).filter {
      $0.namespace.map(namespaces.contains) ?? true
    }
  }

  private func act(_ changes: [Plan.Change], _ client: LocalClient) async throws {
    let kinds = KindFinder(client, isOwn: false)
    for change in changes { try await act(change, client, kinds) }
  }

  private func act(
    _ change: Plan.Change, _ client: LocalClient, _ kinds: KindFinder
  ) async throws {
    let object = change.applied
    let resource = try await kinds.resource(of: object)
    let address = resource.address(namespace: object.namespace, name: object.name)
    guard change.kind != .delete else {
      do throws(StatusError) {
        try await client.delete(address)
      } catch {
        guard error.isNotFound else { throw error }
      }
      return
    }
    if let namespace = object.namespace { try await provide(namespace, client) }
    _ = try await client.patch(.apply(object.value), at: address, options)
  }

  private func provide(_ name: String, _ client: LocalClient) async throws(StatusError) {
    let namespaces = Resource(group: "", version: "v1", plural: "namespaces")
    guard try await client.find(Address(namespaces, name: name)) == nil else { return }
    let kind = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
    _ = try await client.create(Object(kind, name: name), at: Address(namespaces))
  }
}
