// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kube
import Spawn
import TestKit
import Testing

struct ConformanceTests {
  @Test func `the embedded API answers as a kube-apiserver does`() async throws {
    let scenarios = try Scenario.all(in: Backends.folder.appending(path: "Scenarios"))
    try await Backends.run { backends in
      for (number, scenario) in scenarios.enumerated() {
        do {
          for difference in try await differences(scenario, number, backends) {
            Issue.record("\(difference)")
          }
        } catch {
          Issue.record("\(scenario): \(error)")
        }
      }
    }
  }

  private func differences(
    _ scenario: Scenario, _ number: Int, _ backends: Backends
  ) async throws -> [String] {
    let local = try await Player.play(scenario, on: backends.local, as: 2 * number)
    let remote = try await Player.play(scenario, on: backends.remote, as: 2 * number + 1)
    let found = Agreement.differences(
      scenario, local, remote, "over HTTP it differs from within the process", countsMeant: true)
    guard !scenario.isNewer else { return found }
    let real = try await Player.play(scenario, on: backends.real, as: number)
    return found
      + Agreement.differences(scenario, real, remote, "it differs from a real kube-apiserver")
  }
}

struct KubectlTests {
  /// Debian's, and whatever newer one is on PATH.
  static func versions() throws -> [String] {
    let own = ProcessInfo.processInfo.environment["CAPCTL_KUBECTL"] ?? ""
    guard !own.isEmpty else {
      throw TestFailure(
        "find Debian's kubectl", "CAPCTL_KUBECTL is not set",
        hint: "run the tests with hack/test, or set what hack/kubectl --print writes")
    }
    let other = try? Part.path("kubectl")
    return [own] + (other.map { [$0] } ?? [])
  }

  @Test func `a session with kubectl looks the same on a kube-apiserver`() async throws {
    let blocks = try KubectlSession.blocks(of: Backends.folder.appending(path: "kubectl.session"))
    try await withKubeAPIServer { real in
      try await Backends.makeKinds(on: real)
      for (number, kubectl) in try Self.versions().enumerated() {
        let namespace = "session-\(number)"
        let theirs = try await KubectlSession.run(
          blocks, kubectl: kubectl, kubeconfig: real.path, in: namespace)
        try await Backends.withEmbeddedServer { embedded in
          try await Backends.makeKinds(on: embedded)
          let ours = try await KubectlSession.run(
            blocks, kubectl: kubectl, kubeconfig: embedded.path, in: namespace)
          for (block, (theirs, ours)) in zip(blocks, zip(theirs, ours)) where theirs != ours {
            guard !block.differs, number == 0 || !block.differsWithNewer else { continue }
            Issue.record(
              """
              \(kubectl) differs:
              \(block.script)
              \(Agreement.difference(theirs, ours))
              """)
          }
        }
      }
    }
  }
}
