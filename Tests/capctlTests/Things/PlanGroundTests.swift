// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import Spawn
import TestKit
import Testing

/// What `capctl plan` goes by: a plane and its repository, a backup, objects that were written down, or nothing.
struct PlanGroundTests {
  private static func manifests(
    _ provider: String = "inmemory", workers: Int = 1
  ) async throws -> String {
    let made = try await Capctl.run(
      "generate", "cluster", "demo", "-i", provider, "--kubernetes-version", "v1.30.0",
      "--worker-machine-count", "\(workers)")
    guard made.exitCode == 0 else { throw TestFailure("generate", made.errorText) }
    return made.text
  }

  private static func plan(_ output: Output) throws -> Value {
    guard output.exitCode == 2 else {
      throw TestFailure("plan", "exit code \(output.exitCode): \(output.errorText)")
    }
    return try JSON.parse(Array(output.text.utf8))
  }

  private static func calls(_ plan: Value) -> [String] {
    (plan["calls"]?.list ?? []).compactMap { $0["call"]?.string }
  }

  @Test func `what git has and the plane has not is planned`() async throws {
    try await withTemporaryDirectory { folder in
      let repository = try await FleetRepository(in: folder)
      try await repository.commit(["clusters/demo.yaml": Self.manifests()])
      let words = ["--repo", repository.origin.path, "--path", "clusters"]
      try await Server.run(in: folder.appending(path: "data"), words) { server in
        let stage = Stage(server: server, folder: folder)
        let first = try await repository.git("-C", repository.work.path, "rev-parse", "HEAD")
        let there = try await stage.capctl("wait --revision=\(first) --timeout=4m")
        #expect(there.exitCode == 0, "\(there.errorText)")
        try await eventually("nothing is left to do", within: .seconds(120)) {
          try await stage.capctl("plan").exitCode == 0
        }
        // Else it would be applied at once.
        let stopped = try await stage.capctl("suspend kustomization/management -n capctl-system")
        #expect(stopped.exitCode == 0, "\(stopped.errorText)")

        try await repository.commit(["clusters/demo.yaml": Self.manifests(workers: 2)])
        let revision = try await repository.git("-C", repository.work.path, "rev-parse", "HEAD")
        let plan = try Self.plan(try await stage.capctl("plan -o json"))
        #expect(plan["changes"]?.list?.map { $0["name"] } == ["demo-md-0"])
        #expect(
          Self.calls(plan).count == 1 && Self.calls(plan)[0].hasPrefix("create machine demo-md-0-"))
        let same = try await stage.capctl("plan --revision \(revision) -o json")
        #expect(same.text == (try await stage.capctl("plan -o json")).text)

        try await repository.commit(["clusters/demo.yaml": nil, "clusters/README.md": "none\n"])
        let removal = try Self.plan(try await stage.capctl("plan -o json"))
        #expect(removal["changes"]?.list?.allSatisfy { $0["action"] == "delete" } == true)
        #expect(Self.calls(removal).last == "delete cluster demo in memory", "\(removal)")
        #expect(Self.calls(removal).count == 3, "\(removal)")
        // The folder of a person says the same as a commit would.
        let local = try await stage.capctl("plan \(repository.work.path)/clusters -o json")
        #expect(try Self.calls(Self.plan(local)).sorted() == Self.calls(removal).sorted())
        let nowhere = try await stage.capctl("plan --revision nowhere")
        #expect(
          nowhere.exitCode == 1 && nowhere.errorText.contains("nowhere"), "\(nowhere.errorText)")
      }
    }
  }

  @Test func `a backup, and objects that were printed, stand for the plane`() async throws {
    try await Stage.run { stage in
      let file = try stage.folder.write(try await Self.manifests(), to: "demo.yaml")
      _ = try await stage.capctl("apply -f \(file.path)")
      let ready = try await stage.capctl("wait --for=condition=Available cluster/demo --timeout=4m")
      #expect(ready.exitCode == 0, "\(ready.errorText)")
      try stage.folder.write(try await Self.manifests(workers: 2), to: "demo.yaml")
      let live = try Self.plan(try await stage.capctl("plan -f \(file.path) -o json"))
      #expect(Self.calls(live).count == 1, "\(live)")

      let backup = stage.folder.appending(path: "copy.db").path
      let kept = try await stage.capctl("backup \(backup)")
      #expect(kept.exitCode == 0, "\(kept.errorText)")
      let kinds =
        "secrets,configmaps,clusters,machines,machinesets,machinedeployments,"
        + "kubeadmcontrolplanes,kubeadmconfigs,kubeadmconfigtemplates,inmemoryclusters,"
        + "inmemorymachines,inmemorymachinetemplates"
      let printed = try await stage.capctl("get \(kinds) -o yaml")
      let text = try stage.folder.write(printed.text, to: "state.yaml").path
      for state in [backup, text] {
        let output = try await Capctl.run(
          "plan", "-f", file.path, "--state", state, "-o", "json",
          environment: ["HOME": stage.folder.path])
        #expect(try Self.plan(output)["calls"] == live["calls"], "\(state): \(output.text)")
      }
      let none = try await Capctl.run(
        "plan", "-f", file.path, "--state", "\(backup).none",
        environment: ["HOME": stage.folder.path])
      #expect(none.exitCode == 1 && none.errorText.contains("copy.db.none"), "\(none.errorText)")
    }
  }

  @Test func `nobody is asked for the calls of what is all new`() async throws {
    try await withTemporaryDirectory { folder in
      let file = try folder.write(try await Self.manifests("docker", workers: 2), to: "demo.yaml")
      let output = try await Capctl.run(
        "plan", "-f", file.path, "--offline", "-o", "json", environment: ["HOME": folder.path])
      let plan = try Self.plan(output)
      let calls = Self.calls(plan)
      #expect(calls.contains("POST /containers/create?name=demo-lb"), "\(plan)")
      #expect(calls.count { $0.hasPrefix("POST /containers/create") } == 4)
      #expect(calls.count { $0.hasPrefix("create bootstrap") } == 3)
      let bodies = (plan["calls"]?.list ?? []).map { JSON.text($0["body"] ?? .null) }.joined()
      #expect(bodies.contains("***") && !output.text.contains("PRIVATE KEY"))
      #expect(!output.text.contains("#cloud-config"))
      #expect(plan["machines"]?.list?.count { $0["event"] == "joined" } == 3)
      #expect(plan["notes"]?.list?.isEmpty == true, "\(plan["notes"] ?? .null)")
      let text = try await Capctl.run(
        "plan", "-f", file.path, "--offline", "--no-calls", environment: ["HOME": folder.path])
      #expect(text.exitCode == 2 && !text.text.contains("Calls to providers"))
    }
  }
}
