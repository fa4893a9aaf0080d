// SPDX-License-Identifier: Apache-2.0

import Controllers
import Kube
import TestKit
import Testing

/// The roll-outs that Cluster API's own tests go through, with the sizes its sets go through there.
@Suite struct RolloutSequenceTests {
  struct Scene: Sendable, CustomTestStringConvertible {
    let name: String
    let strategy: RolloutStrategy
    let replicas: Int
    /// The sets at the beginning, oldest first: template, machines.
    let sets: [(String, Int)]
    /// Machines that went before the story begins, so that numbers are as in the books.
    var skipped = 0
    var template = "v2"
    let sizes: String
    let machines: ClosedRange<Int>

    var testDescription: String { name }
  }

  static func rolling(_ surge: Int, _ unavailable: Int) -> RolloutStrategy {
    .rollingUpdate(maxSurge: .count(surge), maxUnavailable: .count(unavailable))
  }

  static let rollouts = [
    Scene(
      name: "3-surge-1", strategy: rolling(1, 0), replicas: 3, sets: [("v1", 3)],
      sizes: "3/1 2/1 2/2 1/2 1/3 0/3", machines: 4...6),
    Scene(
      name: "3-unavailable-1", strategy: rolling(0, 1), replicas: 3, sets: [("v1", 3)],
      sizes: "2/0 2/1 1/1 1/2 0/2 0/3", machines: 4...6),
    Scene(
      name: "6-surge-3-unavailable-1", strategy: rolling(3, 1), replicas: 6, sets: [("v1", 6)],
      sizes: "5/3 2/4 1/6 0/6", machines: 7...12),
    Scene(
      name: "6-surge-1-unavailable-3", strategy: rolling(1, 3), replicas: 6, sets: [("v1", 6)],
      sizes: "3/1 2/4 0/5 0/6", machines: 7...12),
    Scene(
      name: "6-surge-10", strategy: rolling(10, 0), replicas: 6, sets: [("v1", 6)],
      sizes: "6/6 0/6", machines: 7...12),
    Scene(
      name: "6-unavailable-10", strategy: rolling(0, 10), replicas: 6, sets: [("v1", 6)],
      sizes: "0/0 0/6", machines: 7...12),
    Scene(
      name: "6-scaled-to-12", strategy: rolling(3, 1), replicas: 12,
      sets: [("v1", 3), ("v2", 3)], skipped: 3, sizes: "3/12 0/12", machines: 7...18),
    Scene(
      name: "12-scaled-to-6", strategy: rolling(3, 1), replicas: 6, sets: [("v1", 9), ("v2", 3)],
      skipped: 3, sizes: "2/3 2/6 0/6", machines: 13...18),
    Scene(
      name: "6-changed-again", strategy: rolling(3, 1), replicas: 6, sets: [("v1", 3), ("v2", 3)],
      skipped: 3, template: "v3", sizes: "2/3/3 0/2/4 0/1/6 0/0/6", machines: 10...15),
  ]

  @Test(arguments: rollouts)
  func `a roll-out goes through the sizes of the books`(scene: Scene) throws {
    var simulation = Self.start(scene)
    simulation.settle()
    #expect(simulation.sizes.joined(separator: " ") == scene.sizes)
    #expect(simulation.isComplete, "\(simulation.state)")
    #expect(simulation.sets.last?.machines.map(\.name) == scene.machines.map { "m\($0)" })
    try Golden.check(simulation.story(scene.name), "rollout-\(scene.name).log")
  }

  static let deletions: [(scene: Scene, atOnce: Int)] = [
    (
      Scene(
        name: "3", strategy: .onDelete, replicas: 3, sets: [("v1", 3)],
        sizes: "3/0 2/0 2/1 1/1 1/2 0/2 0/3", machines: 4...6), 1
    ),
    (
      Scene(
        name: "6-two-at-once", strategy: .onDelete, replicas: 6, sets: [("v1", 6)],
        sizes: "6/0 4/0 4/2 2/2 2/4 0/4 0/6", machines: 7...12), 2
    ),
    (
      Scene(
        name: "6-scaled-to-9", strategy: .onDelete, replicas: 9, sets: [("v1", 3), ("v2", 3)],
        skipped: 3, sizes: "3/6 2/6 2/7 1/7 1/8 0/8 0/9", machines: 7...15), 1
    ),
    (
      Scene(
        name: "12-scaled-to-6", strategy: .onDelete, replicas: 6, sets: [("v1", 9), ("v2", 3)],
        skipped: 3, sizes: "3/3 2/3 2/4 1/4 1/5 0/5 0/6", machines: 13...18), 1
    ),
    (
      Scene(
        name: "6-changed-again", strategy: .onDelete, replicas: 6,
        sets: [("v1", 3), ("v2", 3)], skipped: 3, template: "v3",
        sizes: "3/3/0 2/3/0 2/3/1 1/3/1 1/3/2 0/3/2 0/3/3 0/2/3 0/2/4 0/1/4 0/1/5 0/0/5 0/0/6",
        machines: 10...15), 1
    ),
  ]

  @Test(arguments: deletions)
  func `under OnDelete a person sets the pace`(scene: Scene, atOnce: Int) throws {
    var simulation = Self.start(scene)
    simulation.settle()
    while let old = simulation.sets.first(where: {
      $0.template != scene.template && !$0.machines.isEmpty
    }) {
      for machine in old.machines.prefix(atOnce) { simulation.remove(machine.name, who: "person") }
      simulation.settle()
    }
    #expect(simulation.sizes.joined(separator: " ") == scene.sizes)
    #expect(simulation.isComplete, "\(simulation.state)")
    #expect(simulation.sets.last?.machines.map(\.name) == scene.machines.map { "m\($0)" })
    try Golden.check(simulation.story(scene.name), "ondelete-\(scene.name).log")
  }

  static func start(_ scene: Scene) -> RolloutSimulation {
    var simulation = RolloutSimulation(
      scene.strategy, replicas: scene.replicas, template: scene.template)
    for (index, (template, count)) in scene.sets.enumerated() {
      simulation.begin(with: count, of: template, skipping: index == 0 ? scene.skipped : 0)
    }
    return simulation
  }
}

extension RolloutSimulation {
  /// The whole story as a text that a person can follow.
  func story(_ name: String) -> String {
    let title = "\(name): \(replicas) replicas\n\n"
    return title + log.map { "\($0)\n" }.joined() + "\nend   \(state)\n"
  }
}
