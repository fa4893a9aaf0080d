// SPDX-License-Identifier: Apache-2.0

import Controllers
import TestKit
import Testing

/// Roll-outs under random schedules: controllers pass in any order, machines come up late, some break, and
/// people delete, scale and change their minds.
@Suite struct RolloutInvariantTests {
  static let seeds = Array(UInt64(1)...80)

  /// A roll-out in which everything comes up, sooner or later, holds both fenceposts at every step.
  @Test(arguments: seeds)
  func `surge and unavailability stay within bounds`(seed: UInt64) {
    var random = SeededRandom(seed)
    var simulation = Self.start(&random)
    let fenceposts = Fenceposts(simulation.strategy, replicas: simulation.replicas)
    // Some old machines are down for a while, as many as may be.
    for machine in simulation.sets[0].machines.prefix(fenceposts.unavailable) {
      simulation.set(machine.name, available: Bool.random(using: &random))
    }
    simulation.passSet(0)
    for step in 0..<2000 where !simulation.isComplete {
      Self.step(&simulation, &random)
      let count = simulation.machineCount
      #expect(count <= fenceposts.most, "seed \(seed), step \(step): \(simulation.state)")
      // Breaking a deadlock costs a machine that nothing else could have spared.
      guard !simulation.log.contains(where: { $0.contains("is held by") }) else { continue }
      let available = simulation.availableCount
      #expect(
        available >= fenceposts.leastAvailable, "seed \(seed), step \(step): \(simulation.state)")
    }
    #expect(simulation.isComplete, "seed \(seed): \(simulation.state)")
  }

  /// Scaling and a new template in the middle move the fenceposts themselves; it still arrives, and never
  /// makes more machines than the widest of them allow.
  @Test(arguments: seeds)
  func `a roll-out arrives whatever people change on the way`(seed: UInt64) {
    var random = SeededRandom(seed &+ 10_000)
    var simulation = Self.start(&random)
    var widest = Fenceposts(simulation.strategy, replicas: simulation.replicas).most
    for step in 0..<3000 where step < 200 || !simulation.isComplete {
      if step < 200, Int.random(in: 0..<20, using: &random) == 0 {
        Self.meddle(&simulation, &random)
        let fenceposts = Fenceposts(simulation.strategy, replicas: simulation.replicas)
        widest = max(widest, fenceposts.most)
      }
      Self.step(&simulation, &random)
      #expect(simulation.machineCount <= widest, "seed \(seed), step \(step): \(simulation.state)")
    }
    #expect(simulation.isComplete, "seed \(seed): \(simulation.state)")
  }

  /// Old machines that will never be available must not hold a roll-out for ever.
  @Test(arguments: seeds)
  func `broken old machines do not stop a roll-out`(seed: UInt64) {
    var random = SeededRandom(seed &+ 20_000)
    var simulation = Self.start(&random)
    let old = simulation.sets[0].machines.map(\.name)
    for name in old where Bool.random(using: &random) {
      simulation.set(name, available: false)
    }
    for index in simulation.sets.indices { simulation.passSet(index) }
    for _ in 0..<3000 where !simulation.isComplete {
      Self.step(&simulation, &random, sparing: Set(old))
    }
    #expect(simulation.isComplete, "seed \(seed): \(simulation.state)")
  }

  static func start(_ random: inout SeededRandom) -> RolloutSimulation {
    let replicas = Int.random(in: 1...12, using: &random)
    let share = { (random: inout SeededRandom) -> CountOrPercent in
      Bool.random(using: &random)
        ? .count(Int.random(in: 0...5, using: &random))
        : .percent(Int.random(in: 0...100, using: &random))
    }
    let strategy = RolloutStrategy.rollingUpdate(
      maxSurge: share(&random), maxUnavailable: share(&random))
    var simulation = RolloutSimulation(strategy, replicas: replicas, template: "v2")
    simulation.begin(with: replicas, of: "v1")
    simulation.isInstant = false
    simulation.isUnkind = Bool.random(using: &random)
    return simulation
  }

  /// One thing happens, somewhere.
  static func step(
    _ simulation: inout RolloutSimulation, _ random: inout SeededRandom,
    sparing broken: Set<String> = []
  ) {
    switch Int.random(in: 0..<3, using: &random) {
    case 0: simulation.passDeployment()
    case 1: simulation.passSet(Int.random(in: simulation.sets.indices, using: &random))
    default:
      let waiting = simulation.sets.flatMap(\.machines).filter {
        !$0.isAvailable && !broken.contains($0.name)
      }
      guard let machine = waiting.randomElement(using: &random) else { return }
      simulation.set(machine.name, available: true)
    }
  }

  static func meddle(_ simulation: inout RolloutSimulation, _ random: inout SeededRandom) {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: simulation.replicas = Int.random(in: 0...12, using: &random)
    case 1: simulation.template = "v\(Int.random(in: 1...4, using: &random))"
    case 2:
      simulation.strategy = .rollingUpdate(
        maxSurge: .count(Int.random(in: 0...3, using: &random)),
        maxUnavailable: .count(Int.random(in: 0...3, using: &random)))
    default:
      guard let machine = simulation.sets.flatMap(\.machines).randomElement(using: &random) else {
        return
      }
      simulation.remove(machine.name, who: "fault")
    }
  }
}
