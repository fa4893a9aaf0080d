// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import Spawn
import TestKit
import Testing

struct PlanVerbTests {
  @Test func `what a plan says is what then happens`() async throws {
    try await Stage.run { stage in
      let made = try await Capctl.run(
        "generate", "cluster", "demo", "-i", "inmemory", "--kubernetes-version", "v1.30.0",
        "--worker-machine-count", "2")
      let file = try stage.folder.write(made.text, to: "demo.yaml")
      let first = try await stage.capctl("plan -f \(file.path)")
      #expect(first.exitCode == 2, "\(first.errorText)")
      #expect(first.text.contains("+ Cluster default/demo\n"))
      #expect(try await stage.capctl("get clusters -o name").text.contains("demo") == false)
      _ = try await stage.capctl("apply -f \(file.path)")
      let ready = try await stage.capctl("wait --for=condition=Available cluster/demo --timeout=4m")
      #expect(ready.exitCode == 0, "\(ready.errorText)")
      let none = try await stage.capctl("plan -f \(file.path)")
      #expect(none.exitCode == 0 && none.text.hasPrefix("No changes: "), "\(none.text)")

      // One scaled, the other made anew: as many machines go as the plan says.
      try stage.folder.write(
        made.text.replacing("replicas: 2\n", with: "replicas: 3\n")
          .replacing(
            "version: v1.30.0\n      bootstrap", with: "version: v1.30.1\n      bootstrap"),
        to: "demo.yaml")
      let before = try await workers(stage)
      let change = try await stage.capctl("plan -f \(file.path) -o json")
      #expect(change.exitCode == 2, "\(change.errorText)")
      let plan = try JSON.parse(Array(change.text.utf8))
      let effects = plan["rollouts"]?.list?.compactMap { $0["effect"]?.string } ?? []
      #expect(effects.contains("scale"), "\(change.text)")
      #expect(try await workers(stage) == before)
      _ = try await stage.capctl("apply -f \(file.path)")
      let done = try await stage.capctl("rollout status md/demo-md-0 --timeout=4m")
      #expect(done.exitCode == 0, "\(done.errorText)")
      let after = try await workers(stage)
      #expect(after.count == 3)
      #expect(before.isDisjoint(with: after) == effects.contains("replace"), "\(change.text)")
    }
  }

  private func workers(_ stage: Stage) async throws -> Set<String> {
    let text = try await stage.capctl("get machines -o name").text
    return Set(text.split(separator: "\n").map(String.init).filter { $0.contains("-md-0-") })
  }

  @Test func `nobody needs to run for a plan of what is not there yet`() async throws {
    try await withTemporaryDirectory { folder in
      let text = Stage.objects
      let file = try folder.write(text, to: "a.yaml").path
      let environment = ["HOME": "/nowhere"]
      let plan = try await Capctl.run(
        "plan", "-f", file, "--offline", "-o", "markdown", environment: environment)
      #expect(
        plan.exitCode == 2 && plan.text.contains("| create | Cluster default/one |"), "\(plan.text)"
      )
      let alone = try await Capctl.run("plan", "-f", file, environment: environment)
      #expect(alone.exitCode == 1 && alone.errorText.contains("cannot find a cluster"))
      try folder.write(text.replacing("paused: true", with: "paused: perhaps"), to: "a.yaml")
      let wrong = try await Capctl.run("plan", "-f", file, "--offline", environment: environment)
      #expect(wrong.exitCode == 1 && wrong.errorText.contains("spec.paused"), "\(wrong.errorText)")
      let both = try await Capctl.run("plan", folder.path, "-f", file, environment: environment)
      #expect(both.exitCode == 1 && both.errorText.contains("and not both"))
    }
  }
}
