// SPDX-License-Identifier: Apache-2.0

/// Decides the sizes of the sets of a paused MachineDeployment: it does not roll out, but it still
/// follows `spec.replicas`, in proportion, so that the share of untried machines stays what it was.
package struct PausedScale: Sendable {
  package let replicas: Int
  package let strategy: RolloutStrategy
  /// Nil where no set has the deployment's template: a paused deployment makes none.
  package let current: RolloutSet?
  package let old: [RolloutSet]
  /// What each set's `machinedeployment.clusters.x-k8s.io/max-replicas` said when it was last sized.
  package let lastMost: [String: Int]

  package init(
    replicas: Int, strategy: RolloutStrategy, current: RolloutSet?, old: [RolloutSet],
    lastMost: [String: Int]
  ) {
    self.replicas = replicas
    self.strategy = strategy
    self.current = current
    self.old = old
    self.lastMost = lastMost
  }

  /// The sizes of the sets that change.
  package func sizes() -> [String: Int] {
    let all = old + [current].compactMap(\.self)
    var sizes: [String: Int] = [:]
    let active = all.filter { $0.wanted > 0 }
    if active.count <= 1 {
      let newest = old.max(by: RolloutSet.isOlder)
      if let only = active.first ?? current ?? newest { sizes[only.name] = replicas }
    } else if let current, current.wanted == replicas, current.available == replicas {
      for set in old { sizes[set.name] = 0 }
    } else if strategy.isRolling {
      sizes = proportional(active)
    }
    let before = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.wanted) })
    return sizes.filter { before[$0.key] != $0.value }
  }

  private func proportional(_ active: [RolloutSet]) -> [String: Int] {
    let most = replicas > 0 ? Fenceposts(strategy, replicas: replicas).most : 0
    let change = most - active.reduce(0) { $0 + $1.wanted }
    guard change != 0 else { return [:] }
    let sets = active.sorted { precedes($0, $1, growing: change > 0) }
    var left = change
    var sizes: [String: Int] = [:]
    for set in sets {
      let wish = share(of: set, most: most)
      let step = change > 0 ? min(wish, left) : max(wish, left)
      sizes[set.name] = set.wanted + (left == 0 ? 0 : step)
      left -= left == 0 ? 0 : step
    }
    // What rounding left over goes to the largest.
    if let largest = sets.first { sizes[largest.name, default: 0] += left }
    return sizes.mapValues { max($0, 0) }
  }

  /// By how much the set changes when it keeps its share of the whole, rounded half away from zero.
  private func share(of set: RolloutSet, most: Int) -> Int {
    guard replicas > 0 else { return -set.wanted }
    let before =
      lastMost[set.name]
      ?? (old + [current].compactMap(\.self)).reduce(0) {
        $0 + $1.existing
      }
    guard before > 0 else { return 0 }
    return (2 * set.wanted * most + before) / (2 * before) - set.wanted
  }

  /// The larger first; among equals the newest grows first and the oldest shrinks first.
  private func precedes(_ left: RolloutSet, _ right: RolloutSet, growing: Bool) -> Bool {
    guard left.wanted == right.wanted else { return left.wanted > right.wanted }
    return growing ? RolloutSet.isOlder(right, left) : RolloutSet.isOlder(left, right)
  }
}
