// SPDX-License-Identifier: Apache-2.0

import Controllers
import TestKit
import Testing

@Suite struct NameTemplateTests {
  @Test func `names follow the template`() throws {
    var random = SeededRandom(1)
    let name = try NameTemplate.machineSet(nil).name(["machineSet.name": "ms"], using: &random)
    #expect(name.hasPrefix("ms-"))
    #expect(name.count == 8)
    let own = try NameTemplate.machineSet("{{.cluster.name}}-{{  .random }}-{{ .machineSet.name }}")
      .name(["machineSet.name": "ms", "cluster.name": "demo"], using: &random)
    #expect(own.hasPrefix("demo-"))
    #expect(own.hasSuffix("-ms"))
    #expect(own.count == "demo-".count + 5 + "-ms".count)
  }

  @Test func `a name that is too long ends in random letters`() throws {
    var random = SeededRandom(1)
    let long = String(repeating: "a", count: 70)
    let names = try (0..<2).map { _ in
      try NameTemplate.controlPlane(nil).name(["kubeadmControlPlane.name": long], using: &random)
    }
    #expect(names.allSatisfy { $0.count == 63 && $0.hasPrefix(long.prefix(58)) })
    #expect(names[0] != names[1])
  }

  @Test(arguments: [
    ("{{ .machineSet.name }}", "it has no {{ .random }}"),
    ("{{ .random", "a {{ is not closed"),
    (
      "{{ .machine }}-{{ .random }}",
      ".machine is none of the known fields (.cluster.name, .machineSet.name, .random)"
    ),
    ("Node-{{ .random }}", "it makes names like Node-a2c4f, which are no host names"),
    ("{{ .random }}-", "it makes names like a2c4f-, which are no host names"),
    ("{{ .random }}_x", "it makes names like a2c4f_x, which are no host names"),
  ])
  func `templates that cannot name machines are refused`(text: String, cause: String) {
    let error = #expect(throws: NameTemplateError.self) { try NameTemplate.machineSet(text) }
    #expect(error?.description == "cannot name machines by \"\(text)\": \(cause)")
  }
}
