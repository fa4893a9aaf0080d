// SPDX-License-Identifier: Apache-2.0

package import Kube

/// A line of a tree of objects, and what is below it.
package struct TreeNode: Sendable, Hashable {
  /// How it stands with the object.
  package struct State: Sendable, Hashable {
    package var type: String
    package var status: Condition.Status
    package var reason: String
    package var since: Time?
    package var message: String
    /// Whether this status is the good one: of `Deleting` or `Paused` it is `False`.
    package var isGood: Bool
  }

  package var title: String
  /// `!! PAUSED !!`, `!! DELETED !!`.
  package var mark = ""
  /// `2/3`, and the others as numbers; empty where the object has none.
  package var replicas = ""
  package var available = ""
  package var ready = ""
  package var upToDate = ""
  package var state: State?
  package var children: [TreeNode] = []
  /// A name that only keeps things together, as `Workers`.
  package var isGroup = false

  package init(_ title: String) { self.title = title }
}

extension TreeNode.State {
  init(_ condition: Condition) {
    let isNegative = Self.negative.contains(condition.type)
    self.init(
      type: condition.type, status: condition.status, reason: condition.reason,
      since: condition.lastTransitionTime, message: condition.message,
      isGood: condition.status == (isNegative ? .no : .yes))
  }

  /// Conditions that are to be false.
  static let negative: Set<String> = [
    "Deleting", "Paused", "RollingOut", "ScalingUp", "ScalingDown", "Remediating", "Updating",
  ]
}
