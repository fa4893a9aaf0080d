// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit
import Testing

struct KubeAPIServerTests {
  @Test(arguments: 1...2) func `a real kube-apiserver answers, the same one to all`(
    _: Int
  ) async throws {
    try await withKubeAPIServer { kubeconfig in
      let output = try await Command(
        Part.path("kubectl"), "--kubeconfig", kubeconfig.path, "get", "namespace", "default", "-o",
        "name"
      ).run()
      #expect(output.text == "namespace/default\n")
      let again = try await KubeAPIServer.shared.kubeconfig()
      #expect(again == kubeconfig)
    }
  }
}
