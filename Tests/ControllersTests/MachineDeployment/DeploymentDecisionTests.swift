// SPDX-License-Identifier: Apache-2.0

import Controllers
import Kube
import Manifest
import TestKit
import Testing

/// Fenceposts, revisions, the choice of the current set, paused scaling, clean-up and phases.
@Suite struct DeploymentDecisionTests {
  @Test(arguments: [
    (3, "1", "0", 1, 0), (10, "25%", "25%", 3, 2), (3, "0", "10%", 0, 1), (1, "0%", "0%", 0, 1),
    (3, "0", "9", 0, 3), (0, "1", "1", 1, 0), (7, "100%", "100%", 7, 7), (3, "0", "0", 0, 1),
    (0, "0", "0", 0, 0),
  ])
  func `surge rounds up, unavailability down`(
    replicas: Int, surge: String, unavailable: String, most: Int, fewer: Int
  ) throws {
    let strategy = RolloutStrategy.rollingUpdate(
      maxSurge: try #require(Self.share(surge)),
      maxUnavailable: try #require(Self.share(unavailable)))
    let fenceposts = Fenceposts(strategy, replicas: replicas)
    #expect(fenceposts.surge == most)
    #expect(fenceposts.unavailable == fewer)
  }

  static func share(_ text: String) -> CountOrPercent? {
    CountOrPercent(Int64(text).map(Value.int) ?? .string(text))
  }

  @Test(arguments: ["-1", "1.5", "%", "a%", "-5%", "5 %", "", "5%%"])
  func `what is neither a count nor a share is refused`(text: String) {
    #expect(Self.share(text) == nil)
  }

  @Test func `a current set always has the greatest revision`() {
    #expect(Revision.next(after: nil, beside: []) == Revision(1))
    #expect(Revision.next(after: nil, beside: [1, 4, 2]) == Revision(5))
    #expect(Revision.next(after: Revision(5), beside: [1, 2]) == Revision(5))
    #expect(
      Revision.next(after: Revision(2, history: [1]), beside: [3]) == Revision(4, history: [1, 2]))
  }

  static func candidate(_ name: String, _ template: String, wanted: Int, at: Int64 = 0)
    -> SetChoice.Candidate
  {
    SetChoice.Candidate(
      RolloutSet(
        name, created: Time(seconds: at), wanted: wanted, existing: wanted, available: wanted),
      RolloutSimulation.rolloutTemplate(template))
  }

  static func choice(
    _ candidates: [SetChoice.Candidate], after: Int64? = nil, now: Int64 = 100
  ) -> SetChoice {
    SetChoice(
      among: candidates, for: RolloutSimulation.rolloutTemplate("v2"),
      rolloutAfter: after.map(Time.init(seconds:)), now: Time(seconds: now))
  }

  @Test func `the largest fitting set is the current one`() {
    let choice = Self.choice([
      Self.candidate("a", "v2", wanted: 1), Self.candidate("b", "v2", wanted: 3, at: 5),
      Self.candidate("c", "v1", wanted: 9), Self.candidate("d", "v2", wanted: 3, at: 4),
    ])
    #expect(choice.current == "d")
    #expect(Set(choice.old) == ["a", "b", "c"])
    #expect(choice.reason == nil)
  }

  @Test func `a new set comes with the reason`() {
    #expect(Self.choice([]).reason == "the MachineDeployment has no MachineSet yet")
    let choice = Self.choice([Self.candidate("a", "v1", wanted: 1)])
    #expect(choice.current == nil)
    #expect(choice.reason == "MachineSet a: Version v1, v2 required")
  }

  @Test func `rollout.after asks for a set made since`() {
    let sets = [Self.candidate("a", "v2", wanted: 3, at: 10)]
    #expect(Self.choice(sets, after: 200).current == "a")
    #expect(Self.choice(sets, after: 10).current == "a")
    let due = Self.choice(sets, after: 50)
    #expect(due.current == nil)
    #expect(
      due.reason == "spec.rollout.after is 1970-01-01T00:00:50Z, and no MachineSet was made since")
    let made = Self.choice(sets + [Self.candidate("b", "v2", wanted: 1, at: 51)], after: 50)
    #expect(made.current == "b")
    #expect(made.old == ["a"])
  }

  @Test(arguments: [
    // One active set takes it all, whichever it is.
    (5, "3/3/3 0/0/0", "5 0"), (5, "0/0/0 3/3/3", "0 5"), (2, "0/0/0 0/0/0", "0 2"),
    (3, "0/0/0 3/3/3", "0 3"),
    // A current set that is all there is empties the others.
    (3, "2/2/2 3/3/3", "0 3"),
    // In proportion to their sizes, what is left over to the largest.
    (10, "5/5/5 5/5/0", "5 6"), (20, "5/5/5 5/5/0", "10 11"), (4, "5/5/5 5/5/0", "2 3"),
    (0, "5/5/5 5/5/0", "0 0"), (12, "8/8/8 2/2/2", "10 3"), (6, "9/9/9 3/3/3", "5 2"),
  ])
  func `a paused deployment scales in proportion`(replicas: Int, sets: String, after: String) {
    let sets = RolloutPlannerTests.sets(sets)
    let total = sets.reduce(0) { $0 + $1.wanted }
    let scale = PausedScale(
      replicas: replicas, strategy: .standard, current: sets[1], old: [sets[0]],
      lastMost: Dictionary(uniqueKeysWithValues: sets.map { ($0.name, total) }))
    let sizes = scale.sizes()
    #expect(sets.map { "\(sizes[$0.name] ?? $0.wanted)" }.joined(separator: " ") == after)
  }

  @Test func `paused sizes add up, and no set that was empty grows`() {
    for seed in UInt64(1)...300 {
      var random = SeededRandom(seed)
      let sets = (0..<4).map { index in
        let size = Int.random(in: 0...9, using: &random)
        return RolloutSet(
          "ms\(index)", created: Time(seconds: Int64(index)), wanted: size, existing: size,
          available: 0)
      }
      guard sets.count(where: { $0.wanted > 0 }) > 1 else { continue }
      let replicas = Int.random(in: 1...30, using: &random)
      let most = sets.reduce(0) { $0 + $1.wanted }
      let scale = PausedScale(
        replicas: replicas, strategy: .standard, current: sets[3], old: Array(sets.dropLast()),
        lastMost: Dictionary(uniqueKeysWithValues: sets.map { ($0.name, most) }))
      let sizes = scale.sizes()
      let after = sets.map { sizes[$0.name] ?? $0.wanted }
      #expect(after.reduce(0, +) == replicas + 1, "seed \(seed)")
      #expect(zip(sets, after).allSatisfy { $0.wanted > 0 || $1 == 0 }, "seed \(seed)")
    }
  }

  @Test func `only sets that are empty for sure are deleted`() {
    let empty = RolloutPlannerTests.sets("0/0/0 0/0/0 0/1/0 1/0/0 0/0/0 0/0/0")
    var candidates = empty.reversed().map { SetCleanup.Candidate($0) }
    candidates[0].isDeleting = true
    candidates[1].isObserved = false
    #expect(SetCleanup.names(of: candidates, whenComplete: true) == ["ms0", "ms1"])
    #expect(SetCleanup.names(of: candidates, whenComplete: false).isEmpty)
  }

  @Test(arguments: [
    ("3/3/3", 3, true, true, "Running"), ("3/3/2", 3, false, true, "Running"),
    ("2/2/2", 2, false, true, "ScalingUp"), ("4/4/4", 4, false, true, "ScalingDown"),
    ("1/1/1", 1, false, false, "ScalingUp"), ("3/3/3", 2, false, true, "Running"),
  ])
  func `counts tell phase, availability and completion`(
    sets: String, upToDate: Int, complete: Bool, available: Bool, phase: String
  ) {
    let fenceposts = Fenceposts(
      .rollingUpdate(maxSurge: .count(1), maxUnavailable: .count(1)), replicas: 3)
    let status = RolloutStatus(
      fenceposts: fenceposts, sets: RolloutPlannerTests.sets(sets), upToDate: upToDate)
    #expect(status.isComplete == complete)
    #expect(status.isAvailable == available)
    #expect(status.phase.rawValue == phase)
  }
}
