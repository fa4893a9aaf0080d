// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import ManagementAPI
import Manifest
import Packs
import Runtime
import Site
import TestKit
import Testing

@testable import Provider

/// The packs of Azure against the emulator, worked on by processes of which the first may be killed; the next
/// one knows only what is in the store.
final class MortalScene: AzureObjects {
  let scene: PackScene
  let azure: EmulatedAzure
  let subscription = EmulatedAzure.subscription
  let credentials: String

  private let packs: [Pack]
  private(set) var life: Life
  private var reconcilers: [GroupKind: PackReconciler] = [:]
  private(set) var deaths = 0

  private init(_ scene: PackScene, _ azure: EmulatedAzure, _ packs: [Pack], _ life: Life) {
    self.scene = scene
    self.azure = azure
    self.packs = packs
    self.life = life
    credentials =
      EmulatorScene(
        scene: scene, azure: azure,
        transport: CutTransport(EmulatorScene.transport(to: azure), cutting: nil, .before)
      ).credentials
    begin(life)
  }

  static func run(_ body: (MortalScene) async throws -> Void) async throws {
    // Calls come as fast as they can, which no subscription of Azure's would take.
    try await EmulatedAzure.run(#"{"limits": {"enforced": false}}"#) { azure in
      let served = try AzureScene.kinds.map { try ServedKind(definition: $0.definition()) }
      let packs = try AzureScene.packs()
      let transport = EmulatorScene.transport(to: azure)
      try await PackScene.run(packs, kinds: served, over: [transport], runsControllers: false) {
        scene in
        try await body(MortalScene(scene, azure, packs, Life()))
      }
    }
  }

  /// Starts a process.
  func begin(_ life: Life) {
    self.life = life
    let client = MortalClient(inner: scene.client, life: life)
    let site = Site(
      client: client, informers: scene.site.informers, events: scene.site.events,
      workloads: NoWorkloads(), log: scene.site.log)
    let transport = MortalTransport(inner: EmulatorScene.transport(to: azure), life: life)
    let controllers = PackControllers(site, packs, over: [transport])
    for pack in packs {
      guard let resource = pack.resource else { continue }
      reconcilers[pack.groupKind] = controllers.reconciler(of: pack, resource, over: transport)
    }
  }

  /// Passes over objects in turn, until it is so; whenever a process has been killed, the next one goes on.
  func work(
    on objects: [(kind: Kind, name: String)], until what: String, _ isDone: () async throws -> Bool
  ) async throws {
    do {
      try await eventually(what, every: .milliseconds(2)) {
        for (kind, name) in objects {
          let key = Key(namespace: "default", name: name)
          _ = try? await reconcilers[kind.groupKind]?.reconcile(key)
          guard life.isOver else { continue }
          deaths += 1
          begin(Life())
        }
        return try await isDone()
      }
    } catch {
      for (kind, name) in objects {
        Issue.record("\(kind.kind) \(JSON.text(try await get(kind, name)?.status ?? .null))")
      }
      throw error
    }
  }

  func isReady(_ kind: Kind, _ name: String) async throws -> Bool {
    try await get(kind, name)?.status["ready"] == true
  }

  /// Deletes an object, and works until it is gone.
  func remove(_ kind: Kind, _ name: String) async throws {
    let address = Address(kind.resource(), namespace: "default", name: name)
    _ = try await scene.client.delete(address)
    try await work(on: [(kind, name)], until: "\(name) is gone") {
      try await get(kind, name) == nil
    }
  }
}
