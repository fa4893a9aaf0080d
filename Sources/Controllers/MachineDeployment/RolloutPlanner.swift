// SPDX-License-Identifier: Apache-2.0

/// Decides how the sizes of a MachineDeployment's sets change in one pass of a roll-out.
///
/// It assumes the worst of what it does not control: a set that shrinks may lose available machines
/// first, and a set that grows may be slow. So it never counts on a machine before it is there, and
/// never on one that is about to go.
package struct RolloutPlanner: Sendable {
  package let fenceposts: Fenceposts
  package let strategy: RolloutStrategy
  /// The set whose template is the deployment's.
  package let current: RolloutSet
  /// The others, oldest first.
  package let old: [RolloutSet]

  package init(
    replicas: Int, strategy: RolloutStrategy, current: RolloutSet, old: [RolloutSet]
  ) {
    fenceposts = Fenceposts(strategy, replicas: replicas)
    self.strategy = strategy
    self.current = current
    self.old = old.sorted(by: RolloutSet.isOlder)
  }

  package func plan() -> RolloutPlan {
    var plan = RolloutPlan()
    resizeCurrent(&plan)
    guard strategy.isRolling else {
      shrinkAfterDeletions(&plan)
      return plan
    }
    shrinkOld(&plan)
    breakDeadlock(&plan)
    return plan
  }

  /// Whether a set may make machines. Under OnDelete an old set may not: a machine that somebody
  /// deletes there comes back in the current set.
  package func mayCreateMachines(_ set: RolloutSet) -> Bool {
    strategy.isRolling || set.name == current.name
  }

  var replicas: Int { fenceposts.replicas }
  var all: [RolloutSet] { old + [current] }

  private func resizeCurrent(_ plan: inout RolloutPlan) {
    guard current.wanted != replicas else { return }
    guard current.wanted < replicas else {
      plan.resize(current, to: replicas, because: "the deployment wants \(replicas)")
      return
    }
    let claimed = all.reduce(0) { $0 + $1.claimed }
    guard claimed < fenceposts.most else { return }
    let growth = min(fenceposts.most - claimed, replicas - current.wanted)
    plan.resize(
      current, to: current.wanted + growth,
      because: strategy.isRolling
        ? "\(claimed) machines < \(replicas) replicas + \(fenceposts.surge) surge"
        : "\(claimed) machines < \(replicas) replicas")
  }
}
