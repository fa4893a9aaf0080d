// SPDX-License-Identifier: Apache-2.0

import Controllers
import Testing

@Suite struct KubernetesVersionTests {
  @Test func `versions stand in their order`() throws {
    let texts = [
      "v1.9.10", "1.20.0-alpha.1", "v1.20.0-alpha.beta", "v1.20.0-beta.2", "v1.20.0-beta.11",
      "v1.20.0-rc.1", "v1.20.0", "v1.20.2+k3s1", "v1.21.0", "v2.0.0",
    ]
    let versions = try texts.map { try #require(KubernetesVersion($0)) }
    #expect(versions == versions.shuffled().sorted())
    #expect(KubernetesVersion("v1.20.2+a") == KubernetesVersion("1.20.2+b"))
  }

  @Test(arguments: [
    "", "v", "1.20", "v1.20.x", "v1.20.1-", "1..2", "v1.2.3-a..b", "latest", "-1.2.3",
  ])
  func `what is no version is none`(text: String) {
    #expect(KubernetesVersion(text) == nil)
  }
}
