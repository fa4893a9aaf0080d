// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Manifest
import Runtime
import Site
import TestKit
import Testing

@testable import Provider

/// Processes that are killed at any of their calls: the next one goes on where that stood, makes nothing
/// twice and forgets nothing.
struct AzureKillTests {
  private static func makeAndDelete(_ scene: MortalScene, _ life: Life) async throws {
    scene.azure.forgetRequests()
    scene.begin(life)
    try await scene.makeCluster()
    try await scene.work(on: [(.azureCluster, "demo")], until: "the ground is there") {
      try await scene.isReady(.azureCluster, "demo")
    }
    try await scene.provision()
    try await scene.makeMachine(
      "cp-0", isPlane: true,
      "  identity: SystemAssigned\n  allocatePublicIP: true")
    try await scene.work(on: [(.azureMachine, "cp-0")], until: "the machine is there") {
      try await scene.isReady(.azureMachine, "cp-0")
    }
    try await scene.remove(.azureMachine, "cp-0")
    #expect(scene.azure.names.filter { $0.contains("cp-0") || $0.contains("role") } == [])
    try await scene.remove(.azureCluster, "demo")
    #expect(scene.azure.names == [])
    let made = scene.azure.made
    let twice = Dictionary(grouping: made) { $0 }.filter { $0.value.count > 1 }.keys
    #expect(twice.isEmpty, "made twice: \(twice.sorted())")
    try await scene.sweep()
  }

  private static func makeAndDeleteManaged(_ scene: MortalScene, _ life: Life) async throws {
    scene.azure.forgetRequests()
    scene.begin(life)
    try await scene.makeManaged()
    var all: [(kind: Kind, name: String)] = [
      (.azureManagedControlPlane, "demo"), (.azureManagedMachinePool, "pool0"),
      (.azureManagedCluster, "demo"),
    ]
    try await scene.work(on: all, until: "the cluster is there") { try await scene.areReady(all) }
    try await scene.scale("pool0", to: 3)
    try await scene.work(on: all, until: "the pool has grown") {
      scene.azure.pools.first?["count"] == 3
    }
    try await scene.scene.apply(EmulatedManagedTests.pool("pool1", mode: "User", replicas: 1))
    all.append((.azureManagedMachinePool, "pool1"))
    try await scene.work(on: all, until: "another pool is there") { try await scene.areReady(all) }
    try await scene.remove(.azureManagedMachinePool, "pool1")
    #expect(scene.azure.pools.count == 1)
    let cluster = Address(Kind.cluster.resource(), namespace: "default", name: "demo")
    _ = try await scene.scene.client.delete(cluster)
    for (kind, name) in all.dropLast() { try await scene.remove(kind, name) }
    #expect(scene.azure.names == [])
    let twice = Dictionary(grouping: scene.azure.made) { $0 }.filter { $0.value.count > 1 }.keys
    #expect(twice.isEmpty, "made twice: \(twice.sorted())")
    try await scene.sweepManaged()
  }

  /// What is remembered changes with writes: to be killed at a call that only reads is to be killed after the
  /// write before it. So each write has its turn, and of the reads a few; all with `CAPCTL_SOAK`.
  @Test(arguments: Cutter.Place.allCases, [true, false])
  func `killed at any of its calls, the next process ends the same`(
    place: Cutter.Place, atWrites: Bool
  ) async throws {
    try await Self.live(place, atWrites, atLeast: atWrites ? 15 : 40, Self.makeAndDelete)
  }

  @Test(arguments: Cutter.Place.allCases, [true, false])
  func `so it is with a cluster that Azure runs`(
    place: Cutter.Place, atWrites: Bool
  ) async throws {
    try await Self.live(place, atWrites, atLeast: atWrites ? 7 : 25, Self.makeAndDeleteManaged)
  }

  /// One life whole, then one that ends at each of its calls.
  private static func live(
    _ place: Cutter.Place, _ atWrites: Bool, atLeast: Int,
    _ body: (MortalScene, Life) async throws -> Void
  ) async throws {
    try await MortalScene.run { scene in
      let whole = Life(countsWrites: atWrites)
      try await body(scene, whole)
      #expect(whole.calls > atLeast)
      let isWhole = atWrites || ProcessInfo.processInfo.environment["CAPCTL_SOAK"] != nil
      let step = isWhole ? 1 : max(1, whole.calls / 5)
      for number in stride(from: 1, through: whole.calls, by: step) {
        let (before, life) = (scene.deaths, Life(endingAt: number, place, countsWrites: atWrites))
        do {
          try await body(scene, life)
        } catch {
          Issue.record("killed \(place) call \(number): \(error)")
          return
        }
        // How often an operation is asked for differs by a few.
        #expect(scene.deaths == before + 1 || number > whole.calls - 10, "at \(number)")
      }
    }
  }
}

extension EmulatedAzure {
  /// Those of the one cluster that Azure runs.
  fileprivate var pools: [Value] {
    self["/managedClusters/demo"]?["properties", "agentPoolProfiles"]?.list ?? []
  }
}

extension MortalScene {
  /// In a group of its own, which it makes.
  func makeManaged() async throws {
    try await scene.apply(
      "apiVersion: v1\nkind: Secret\nmetadata: {name: azure}\nstringData: \(credentials)\n"
        + EmulatedManagedTests.pool("pool0", mode: "System", replicas: 2)
        + EmulatedManagedTests.plane("sku: {tier: Standard}"))
  }

  func areReady(_ objects: [(kind: Kind, name: String)]) async throws -> Bool {
    for (kind, name) in objects where try await !isReady(kind, name) { return false }
    return true
  }

  fileprivate func scale(_ pool: String, to replicas: Int64) async throws {
    var object = try #require(try await get(.machinePool, pool))
    object.value["spec"]?["replicas"] = .int(replicas)
    let address = Address(Kind.machinePool.resource(), namespace: "default", name: pool)
    _ = try await scene.client.update(object, at: address)
  }

  /// Lets the Cluster go, and takes away what the test itself has made.
  fileprivate func sweepManaged() async throws {
    var cluster = try #require(try await get(.cluster, "demo"))
    cluster.metadata.finalizers = []
    let address = Address(Kind.cluster.resource(), namespace: "default", name: "demo")
    _ = try await scene.client.update(cluster, at: address)
    try await sweep([
      (Kind.machinePool.resource(), "pool0"), (Kind.machinePool.resource(), "pool1"),
      (.secrets, "azure"),
    ])
    try await forgetsClusters()
  }

  fileprivate func sweep() async throws {
    try await sweep([
      (Kind.cluster.resource(), "demo"), (Kind.machine.resource(), "cp-0"), (.secrets, "azure"),
      (.secrets, "cp-0-data"),
    ])
    try await forgetsClusters()
  }

  /// Takes away what the test itself has made.
  func sweep(_ objects: [(Resource, String)]) async throws {
    for (resource, name) in objects {
      _ = try await scene.client.delete(Address(resource, namespace: "default", name: name))
    }
  }

  private func forgetsClusters() async throws {
    let cache = await scene.site.informer(.cluster).cache
    try await eventually("the cache knows", every: .milliseconds(2)) { cache.isEmpty }
  }
}
