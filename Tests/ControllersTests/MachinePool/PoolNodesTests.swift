// SPDX-License-Identifier: Apache-2.0

import Controllers
import Kube
import Testing

@Suite struct PoolNodesTests {
  static let nodes = [
    PoolNodes.Node("n2", providerID: "docker:////b", isReady: true, readySince: Time(seconds: 90)),
    PoolNodes.Node("n1", providerID: "docker:////a", isReady: true, readySince: Time(seconds: 10)),
    PoolNodes.Node("n3", providerID: "docker:////c", isReady: false),
    PoolNodes.Node("other", providerID: "docker:////z", isReady: true),
  ]

  static func pool(_ listed: [String], minReady: Duration = .zero) -> PoolNodes {
    PoolNodes(listed: listed, nodes: nodes, minReady: minReady, now: Time(seconds: 100))
  }

  @Test func `Nodes are matched by the provider IDs that the infrastructure lists`() {
    let pool = Self.pool([
      "docker:////c", "docker:////b", "docker:////a", "docker:////b", "docker:////x",
    ])
    #expect(pool.names == ["n1", "n2", "n3"])
    #expect(pool.missing == ["docker:////x"])
    #expect(pool.ready == 2)
    #expect(pool.available == 2)
  }

  @Test func `available means ready for long enough`() {
    let listed = ["docker:////a", "docker:////b", "docker:////z"]
    #expect(Self.pool(listed, minReady: .seconds(10)).available == 2)
    #expect(Self.pool(listed, minReady: .seconds(11)).available == 1)
    #expect(Self.pool(listed, minReady: .seconds(11)).ready == 3)
  }

  @Test func `Azure's IDs are the same in either case, others are not`() {
    let azure = PoolNodes(
      listed: ["azure:///subscriptions/S/resourceGroups/RG/x/0"],
      nodes: [
        .init("n", providerID: "azure:///subscriptions/s/resourceGroups/rg/x/0", isReady: true)
      ],
      now: Time(seconds: 0))
    #expect(azure.names == ["n"])
    #expect(Self.pool(["docker:////A"]).names.isEmpty)
  }

  @Test(arguments: [
    (false, false, false, 3, 0, "Pending"), (true, false, false, 3, 0, "Provisioning"),
    (true, true, false, 3, 3, "Provisioned"), (true, true, false, 2, 2, "Running"),
    (true, true, false, 4, 3, "ScalingUp"), (true, true, false, 1, 3, "ScalingDown"),
    (true, true, true, 3, 3, "Deleting"),
  ])
  func `phases`(
    bootstrap: Bool, infrastructure: Bool, deleting: Bool, wanted: Int, existing: Int, phase: String
  ) {
    var facts = PoolNodes.Facts()
    facts.isBootstrapReady = bootstrap
    facts.isInfrastructureReady = infrastructure
    facts.isDeleting = deleting
    facts.wanted = wanted
    facts.existing = existing
    #expect(Self.pool(["docker:////a", "docker:////b"]).phase(facts).rawValue == phase)
  }
}
