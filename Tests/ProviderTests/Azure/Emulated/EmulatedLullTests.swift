// SPDX-License-Identifier: Apache-2.0

import API
import Manifest
import TestKit
import Testing

/// What is asked of Azure while it takes its time.
struct EmulatedLullTests {
  @Test func `while a machine is made, only that is asked for, and what changes is seen`()
    async throws
  {
    let slow = #"{"delays": {"Microsoft.Compute/virtualMachines": 600}}"#
    try await EmulatorScene.run(slow) { scene in
      try await scene.makeCluster()
      try await scene.becomesReady(.azureCluster, "demo")
      try await scene.provision()
      try await scene.makeMachine("cp-0", isPlane: true)
      try await eventually("it is asked how far the machine is") {
        Self.questions(scene).count >= 2
      }
      scene.azure.forgetRequests()
      try await eventually("it is asked again and again") { Self.questions(scene).count >= 4 }
      let others = Self.calls(scene, "cp-0")
      #expect(others.isEmpty, "\(others)")
      // Whoever changes the object has all of it looked at.
      try await scene.patch(.azureMachine, "cp-0", "{metadata: {annotations: {look: now}}}")
      try await eventually("the interface is looked at") { !Self.calls(scene, "cp-0-nic").isEmpty }
      scene.azure.turnClock(600)
      try await scene.becomesReady(.azureMachine, "cp-0")
    }
  }

  @Test func `only what goes out by a gateway waits for it`() async throws {
    let slow = #"{"delays": {"Microsoft.Network/natGateways": 600}}"#
    try await EmulatorScene.run(slow) { scene in
      try await scene.makeCluster()
      try await eventually("all else is made") {
        scene.azure["/demo-public-lb"] != nil && Self.subnets(scene) == ["demo-controlplane-subnet"]
      }
      #expect(scene.azure["/demo-node-natgw-1"]?["properties", "provisioningState"] != "Succeeded")
      scene.azure.turnClock(600)
      try await scene.becomesReady(.azureCluster, "demo")
      #expect(Self.subnets(scene) == ["demo-controlplane-subnet", "demo-node-subnet"])
    }
  }

  private static func subnets(_ scene: EmulatorScene) -> [String] {
    (scene.azure["/demo-vnet"]?["properties", "subnets"]?.list ?? [])
      .compactMap { $0["name"]?.string }
  }

  private static func questions(_ scene: EmulatorScene) -> [Value] {
    scene.azure.requests.filter {
      $0["path"]?.string?.contains("Microsoft.Compute/locations") == true
    }
  }

  private static func calls(_ scene: EmulatorScene, _ name: String) -> [String] {
    scene.azure.requests.compactMap { $0["path"]?.string }.filter { $0.contains("/\(name)") }
  }
}
