// SPDX-License-Identifier: Apache-2.0

extension RolloutPlanner {
  /// How much may still go in this pass.
  private struct Budget {
    /// Replicas that may leave the old sets, whether their machines exist or not.
    var replicas: Int
    /// Machines that are available now, less those that this pass may cost.
    var available: Int
  }

  /// Takes machines off the old sets, oldest set first, and first those that are not available.
  func shrinkOld(_ plan: inout RolloutPlan) {
    guard old.contains(where: { $0.wanted > 0 }) else { return }
    var budget = Budget(
      replicas: spareReplicas(plan), available: all.reduce(0) { $0 + $1.available })
    for onlyUnavailable in [true, false] {
      for set in old where budget.replicas > 0 && plan.size(of: set) > 0 {
        shrink(set, onlyUnavailable: onlyUnavailable, within: &budget, plan: &plan)
      }
    }
  }

  /// What may leave the old sets as a whole: everything above the least that must be available, less
  /// machines already on their way out, and less the current set's machines that do not work yet, so
  /// that a broken template does not eat the machines that work.
  private func spareReplicas(_ plan: RolloutPlan) -> Int {
    let wanted = all.reduce(0) { $0 + $1.wanted }
    let leaving = all.reduce(0) { $0 + max($1.existing - min($1.wanted, plan.size(of: $1)), 0) }
    let unproven = max(current.wanted - current.available, 0)
    return max(wanted - leaving - fenceposts.leastAvailable - unproven, 0)
  }

  private func shrink(
    _ set: RolloutSet, onlyUnavailable: Bool, within budget: inout Budget, plan: inout RolloutPlan
  ) {
    let size = plan.size(of: set)
    let candidates = onlyUnavailable ? max(size - set.available, 0) : size
    let wish = min(candidates, budget.replicas)
    guard wish > 0 else { return }
    let target = affordable(set, from: size, to: size - wish, spare: spare(budget))
    guard target < size else { return }
    let cost = set.available > 0 ? min(set.available, max(set.existing - target, 0)) : 0
    plan.resize(
      set, to: target,
      because: cost == 0
        ? "no available machine goes"
        : "\(budget.available) available > \(fenceposts.leastAvailable) needed")
    budget.available -= cost
    budget.replicas -= size - target
  }

  private func spare(_ budget: Budget) -> Int {
    max(budget.available - fenceposts.leastAvailable, 0)
  }

  /// The smallest size ≥ `target` that cannot cost more available machines than can be spared.
  private func affordable(
    _ set: RolloutSet, from size: Int, to target: Int, spare: Int
  ) -> Int {
    guard set.available > 0, set.existing - target > spare else { return target }
    return min(set.existing - spare, size)
  }

  /// A set with machines that will never be available can hold a roll-out for ever, because the sums
  /// above take each of its machines for a working one. When nothing else moves, one goes.
  func breakDeadlock(_ plan: inout RolloutPlan) {
    let stuck = old.filter { $0.available != $0.existing && $0.wanted > 0 }
    guard let first = stuck.first, plan.isEmpty,
      all.allSatisfy({ $0.wanted == $0.existing }), current.available == current.existing
    else { return }
    plan.resize(
      first, to: first.wanted - 1,
      because: "the roll-out is held by a machine of \(first.name) that is not available")
  }
}
