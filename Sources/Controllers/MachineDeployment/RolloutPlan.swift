// SPDX-License-Identifier: Apache-2.0

/// The sizes that MachineSets should get in this pass, each with the reason. A set that is not named
/// keeps its size.
package struct RolloutPlan: Sendable, Hashable {
  package private(set) var sizes: [String: Int] = [:]
  package private(set) var reasons: [String: String] = [:]

  package init() {}

  package var isEmpty: Bool { sizes.isEmpty }

  /// The size of a set once this plan is carried out.
  package func size(of set: RolloutSet) -> Int { sizes[set.name] ?? set.wanted }

  mutating func resize(_ set: RolloutSet, to size: Int, because reason: String) {
    if let earlier = reasons[set.name], earlier != reason {
      reasons[set.name] = "\(earlier); \(reason)"
    } else {
      reasons[set.name] = reason
    }
    sizes[set.name] = size
  }
}
