// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

struct KubernetesOwnTests {
  /// All of them take ten minutes; the quick half, one.
  private var part: String {
    ProcessInfo.processInfo.environment["CAPCTL_SOAK"] == nil ? "quick" : "all"
  }

  @Test func `Kubernetes' own tests of an API server pass on the embedded one`() async throws {
    guard let program = ProcessInfo.processInfo.environment["CAPCTL_KUBE_E2E"] else {
      throw TestFailure(
        "run Kubernetes' own tests", "CAPCTL_KUBE_E2E is not set",
        hint: "run the tests with hack/test, or set what hack/kube-e2e --print writes")
    }
    try await Backends.withEmbeddedServer { kubeconfig in
      var command = Command(program, kubeconfig.path, part, "--embedded")
      command.accepts = Set(0...255)
      command.deadline = .seconds(3600)
      let output = try await command.run()
      let lines = output.text.split(separator: "\n")
      let telling = lines.filter { $0.contains("[Fail]") || $0.contains("FAIL: ") }
      #expect(output.exitCode == 0, "\(telling.joined(separator: "\n"))\n\(output.errorText)")
      // "SUCCESS! -- 20 Passed | 0 Failed | …": a run of none is no success.
      let summary = lines.last { $0.hasPrefix("SUCCESS! -- ") } ?? ""
      let count = summary.split(separator: " ").compactMap { Int($0) }.first ?? 0
      #expect(count >= 10, "\(summary)")
    }
  }
}
