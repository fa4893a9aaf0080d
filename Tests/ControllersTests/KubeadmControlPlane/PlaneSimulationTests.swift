// SPDX-License-Identifier: Apache-2.0

import Controllers
import Kube
import TestKit
import Testing

@Suite struct PlaneSimulationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let seed: UInt64
    let replicas: Int
    let surge: Int

    var testDescription: String { "\(replicas) replicas, surge \(surge), seed \(seed)" }
  }

  static let cases = (UInt64(1)...6).flatMap { seed in
    [(1, 1), (3, 0), (3, 1), (5, 0), (5, 1)].map { Case(seed: seed, replicas: $0, surge: $1) }
  }

  @Test(arguments: cases)
  func `a control plane comes up, is upgraded and scaled one Machine at a time`(scene: Case) {
    var random = SeededRandom(scene.seed)
    var simulation = PlaneSimulation(replicas: scene.replicas, maxSurge: scene.surge)
    let most = scene.replicas + scene.surge
    Self.run(&simulation, &random, counts: 0...scene.replicas)
    simulation.upgrade()
    Self.run(&simulation, &random, counts: (most - 1)...most)
    simulation.plane.replicas = scene.replicas + 2
    Self.run(&simulation, &random, counts: scene.replicas...(scene.replicas + 2))
    simulation.plane.replicas = 1
    Self.run(&simulation, &random, counts: 1...(scene.replicas + 2))
  }

  @Test(arguments: cases.filter { $0.replicas > 1 })
  func `a Machine that fails is replaced without losing quorum`(scene: Case) {
    var random = SeededRandom(scene.seed)
    var simulation = PlaneSimulation(replicas: scene.replicas, maxSurge: scene.surge)
    Self.run(&simulation, &random, counts: 0...scene.replicas)
    let victim = simulation.plane.machines.randomElement(using: &random)?.name ?? ""
    simulation.fail(victim)
    Self.run(&simulation, &random, counts: (scene.replicas - 1)...scene.replicas)
    #expect(!simulation.plane.machines.contains { $0.name == victim })
  }

  @Test func `a control plane that lost its quorum is left alone`() {
    var random = SeededRandom(1)
    var simulation = PlaneSimulation(replicas: 3, maxSurge: 1)
    Self.run(&simulation, &random, counts: 0...3)
    simulation.fail("cp1")
    simulation.fail("cp2")
    let before = simulation.log
    for _ in 0..<200 { simulation.step(&random) }
    #expect(simulation.log == before)
    guard
      case .hold(_, .impossible, let why) = Remediation.decide(
        simulation.plane, now: Time(seconds: 0))
    else {
      Issue.record("two of three failed, and one more would go")
      return
    }
    #expect(
      why == "etcd would lose its quorum without cp1: 2 voting, 2 needed, cp2 failing")
  }

  @Test func `Machines spread over failure domains, and stay spread`() {
    var random = SeededRandom(3)
    var simulation = PlaneSimulation(replicas: 3, maxSurge: 1)
    Self.run(&simulation, &random, counts: 0...3)
    #expect(Set(simulation.plane.machines.map(\.failureDomain)) == ["a", "b", "c"])
    simulation.upgrade()
    Self.run(&simulation, &random, counts: 3...4)
    #expect(Set(simulation.plane.machines.map(\.failureDomain)) == ["a", "b", "c"])
  }

  /// Until it settles; etcd votes, the count stays within bounds and one Machine goes at a time.
  static func run(
    _ simulation: inout PlaneSimulation, _ random: inout SeededRandom, counts: ClosedRange<Int>
  ) {
    for _ in 0..<5000 where !simulation.isSettled {
      simulation.step(&random)
      #expect(simulation.hasQuorum, "\(simulation.log)")
      #expect(counts.contains(simulation.plane.machines.count), "\(simulation.log)")
      #expect(simulation.plane.deleting.count <= 1, "\(simulation.log)")
    }
    #expect(simulation.isSettled, "\(simulation.log)")
  }
}
