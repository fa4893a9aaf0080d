// SPDX-License-Identifier: Apache-2.0

extension RolloutPlanner {
  /// Follows the deletions that people make in old sets, and a deployment that got smaller.
  func shrinkAfterDeletions(_ plan: inout RolloutPlan) {
    let wanted = old.reduce(plan.size(of: current)) { $0 + $1.wanted }
    var excess = max(wanted - replicas, 0)
    for set in old where set.wanted > set.existing {
      excess -= set.wanted - set.existing
      plan.resize(set, to: set.existing, because: "\(set.existing) machines are left in it")
    }
    for set in old where excess > 0 && plan.size(of: set) > 0 {
      let size = plan.size(of: set)
      let cut = min(size, excess)
      plan.resize(set, to: size - cut, because: "the deployment wants \(replicas)")
      excess -= cut
    }
  }
}
