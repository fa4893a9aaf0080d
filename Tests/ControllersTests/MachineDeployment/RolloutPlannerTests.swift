// SPDX-License-Identifier: Apache-2.0

import Controllers
import Kube
import Testing

/// One pass at a time. A set is written `wanted/existing/available`, the oldest first, the current last.
@Suite struct RolloutPlannerTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let why: String
    let replicas: Int
    var surge = 0
    var unavailable = 0
    let sets: String
    /// The sizes after the pass.
    let after: String

    var testDescription: String { "\(why): \(sets)" }
  }

  static let rolling = [
    Case(why: "nothing to do", replicas: 3, surge: 1, sets: "0/0/0 3/3/3", after: "0 3"),
    Case(why: "the first surge", replicas: 3, surge: 1, sets: "3/3/3 0/0/0", after: "3 1"),
    Case(why: "a surge is used up", replicas: 3, surge: 1, sets: "3/3/3 1/0/0", after: "3 1"),
    Case(why: "leaving ones still count", replicas: 3, surge: 1, sets: "2/3/3 1/1/1", after: "2 1"),
    Case(why: "the deployment shrank", replicas: 2, surge: 1, sets: "0/0/0 3/3/3", after: "0 2"),
    Case(why: "no more than wanted", replicas: 3, surge: 9, sets: "1/1/1 2/2/2", after: "1 3"),
    Case(
      why: "machines on their way out are not spare twice", replicas: 10, unavailable: 5,
      sets: "8/10/10 0/0/0", after: "7 0"),
    Case(
      why: "current machines that do not work slow the old ones down", replicas: 10, unavailable: 5,
      sets: "8/8/0 2/2/0", after: "5 2"),
    Case(
      why: "a broken template stops the roll-out", replicas: 3, surge: 1, sets: "3/3/3 1/1/0",
      after: "3 1"),
    Case(
      why: "broken machines go first, whichever set has them", replicas: 6, unavailable: 3,
      sets: "2/2/2 2/2/0 2/2/2", after: "1 0 2"),
    Case(
      why: "the oldest set goes first", replicas: 6, unavailable: 2, sets: "3/3/3 3/3/3 0/0/0",
      after: "1 3 0"),
    Case(
      why: "replicas without machines cost nothing", replicas: 3, sets: "5/2/2 0/0/0", after: "2 0"),
    Case(
      why: "a shrink is cut to what can be spared", replicas: 20, surge: 5, unavailable: 5,
      sets: "20/20/17 5/5/5", after: "16 5"),
    Case(
      why: "one broken machine does not cost a working one", replicas: 3, surge: 1,
      sets: "3/3/2 1/1/1", after: "2 1"),
    Case(
      why: "no deadlock while a set moves", replicas: 3, surge: 1, sets: "3/2/1 1/1/1", after: "2 1"
    ),
    Case(
      why: "no deadlock while current machines come up", replicas: 3, surge: 1,
      sets: "3/3/2 1/1/0", after: "3 1"),
    Case(
      why: "the deadlock is broken in the oldest set that is stuck", replicas: 6, surge: 1,
      sets: "2/2/2 3/3/1 2/2/2", after: "2 2 2"),
  ]

  @Test(arguments: rolling)
  func `a pass of a rolling update`(scene: Case) {
    let strategy = RolloutStrategy.rollingUpdate(
      maxSurge: .count(scene.surge), maxUnavailable: .count(scene.unavailable))
    #expect(Self.sizes(scene, strategy) == scene.after)
  }

  static let onDelete = [
    Case(why: "nobody deleted anything", replicas: 3, sets: "3/3/3 0/0/0", after: "3 0"),
    Case(why: "a deletion is noticed first", replicas: 3, sets: "3/2/2 0/0/0", after: "2 0"),
    Case(why: "and made good then", replicas: 3, sets: "2/2/2 0/0/0", after: "2 1"),
    Case(why: "growth goes to the current set", replicas: 5, sets: "3/3/3 0/0/0", after: "3 2"),
    Case(
      why: "shrinking starts at the oldest", replicas: 2, sets: "2/2/2 2/2/2 0/0/0", after: "0 2 0"),
    Case(
      why: "deletions count towards a smaller deployment", replicas: 4, sets: "3/1/1 3/3/3 0/0/0",
      after: "1 3 0"),
    Case(why: "the current set shrinks too", replicas: 1, sets: "1/1/1 3/3/3", after: "0 1"),
  ]

  @Test(arguments: onDelete)
  func `a pass under OnDelete`(scene: Case) {
    #expect(Self.sizes(scene, .onDelete) == scene.after)
  }

  @Test func `old sets make no machines under OnDelete`() {
    let sets = Self.sets("1/1/1 2/2/2")
    let onDelete = RolloutPlanner(
      replicas: 3, strategy: .onDelete, current: sets[1], old: [sets[0]])
    #expect(!onDelete.mayCreateMachines(sets[0]))
    #expect(onDelete.mayCreateMachines(sets[1]))
    let rolling = RolloutPlanner(
      replicas: 3, strategy: .standard, current: sets[1], old: [sets[0]])
    #expect(rolling.mayCreateMachines(sets[0]))
  }

  static func sets(_ text: String) -> [RolloutSet] {
    text.split(separator: " ").enumerated().map { index, set in
      let numbers = set.split(separator: "/").compactMap { Int($0) }
      return RolloutSet(
        "ms\(index)", created: Time(seconds: Int64(index)), wanted: numbers[0],
        existing: numbers[1], available: numbers[2])
    }
  }

  static func sizes(_ scene: Case, _ strategy: RolloutStrategy) -> String {
    let sets = sets(scene.sets)
    let planner = RolloutPlanner(
      replicas: scene.replicas, strategy: strategy, current: sets[sets.count - 1],
      old: sets.dropLast().reversed())
    let plan = planner.plan()
    return sets.map { "\(plan.size(of: $0))" }.joined(separator: " ")
  }
}
