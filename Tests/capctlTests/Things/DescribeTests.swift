// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

struct DescribeTests {
  @Test func `a cluster that runs is shown as a tree`() async throws {
    try await Stage.run { stage in
      let made = try await Capctl.run(
        "generate", "cluster", "demo", "-i", "inmemory", "--kubernetes-version", "v1.30.0",
        "--worker-machine-count", "3")
      _ = try await stage.capctl("apply -f -", input: .bytes(Array(made.text.utf8)))
      let ready = try await stage.capctl("wait --for=condition=Available cluster/demo --timeout=4m")
      #expect(ready.exitCode == 0, "\(ready.errorText)")
      let output = try await stage.capctl("describe cluster demo")
      #expect(output.exitCode == 0, "\(output.errorText)")
      for part in [
        "Cluster/demo", "├─ClusterInfrastructure - InMemoryCluster/demo",
        "├─ControlPlane - KubeadmControlPlane/demo-control-plane", "└─Workers",
        "MachineDeployment/demo-md-0", "3 Machines...", "4/4", "Available: True",
      ] {
        #expect(output.text.contains(part), "\(part): \(output.text)")
      }
      let whole = try await stage.capctl(
        "describe cluster demo --echo --grouping=false --show-templates --show-conditions=all")
      for part in [
        "MachineInfrastructure - InMemoryMachine/", "BootstrapConfig - KubeadmConfig/",
        "InfrastructureTemplate - InMemoryMachineTemplate/", "├─Paused",
        "BootstrapConfigReady: True",
      ] {
        #expect(whole.text.contains(part), "\(part): \(whole.text)")
      }
      let none = try await stage.capctl("describe cluster dem")
      #expect(none.exitCode == 3 && none.errorText.contains("did you mean \"demo\"?"))
    }
  }

  @Test func `forty columns are enough`() async throws {
    try await Stage.run { stage in
      // script gives the program a terminal of its own; stty says how wide it is.
      let line =
        "stty cols 40; exec \(Capctl.path) describe cluster one --data-dir \(stage.server.folder.path)"
      let output = try await Capctl.bash("script -qec '\(line)' /dev/null </dev/null")
      #expect(output.text.contains("PAUSED"), "\(output.text)")
      let plain = output.text.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
      #expect(plain.split(whereSeparator: \.isNewline).allSatisfy { $0.count <= 40 }, "\(plain)")
    }
  }
}
