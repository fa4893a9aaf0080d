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

  /// What is remembered changes with writes: to be killed at a call that only reads is to be killed after the
  /// write before it. So each write has its turn, and of the reads a few; all with `CAPCTL_SOAK`.
  @Test(arguments: Cutter.Place.allCases, [true, false])
  func `killed at any of its calls, the next process ends the same`(
    place: Cutter.Place, atWrites: Bool
  ) async throws {
    try await MortalScene.run { scene in
      let whole = Life(countsWrites: atWrites)
      try await Self.makeAndDelete(scene, whole)
      #expect(whole.calls > (atWrites ? 15 : 40))
      let isWhole = atWrites || ProcessInfo.processInfo.environment["CAPCTL_SOAK"] != nil
      let step = isWhole ? 1 : max(1, whole.calls / 5)
      for number in stride(from: 1, through: whole.calls, by: step) {
        let (before, life) = (scene.deaths, Life(endingAt: number, place, countsWrites: atWrites))
        do {
          try await Self.makeAndDelete(scene, life)
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

extension MortalScene {
  /// Takes away what the test itself has made.
  fileprivate func sweep() async throws {
    for (resource, name) in [
      (Kind.cluster.resource(), "demo"), (Kind.machine.resource(), "cp-0"), (.secrets, "azure"),
      (.secrets, "cp-0-data"),
    ] {
      _ = try await scene.client.delete(Address(resource, namespace: "default", name: name))
    }
    let cache = await scene.site.informer(.cluster).cache
    try await eventually("the cache knows", every: .milliseconds(2)) { cache.isEmpty }
  }
}
