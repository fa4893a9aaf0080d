// SPDX-License-Identifier: Apache-2.0

import Nodes
import Testing

struct BalancerConfigurationTests {
  @Test func `each control plane is a line, in an order of its own`() {
    let one = BalancerConfiguration.Server(name: "a", address: "172.30.0.2")
    let two = BalancerConfiguration.Server(
      name: "b", address: "fd00::3", port: 6444, isDraining: true)
    let text = BalancerConfiguration([two, one]).text
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("  server ") }
    #expect(
      lines.map { $0.split(separator: " check ")[0] } == [
        "  server a 172.30.0.2:6443 weight 100", "  server b [fd00::3]:6444 weight 0",
      ])
    #expect(text == BalancerConfiguration([one, two]).text)
    #expect(BalancerConfiguration.isOurs(text))
    #expect(BalancerConfiguration.isOurs(BalancerConfiguration([]).text))
    #expect(!BalancerConfiguration.isOurs("# Until somebody says\nglobal\n"))
  }
}
