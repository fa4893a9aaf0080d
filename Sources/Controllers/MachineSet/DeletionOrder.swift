// SPDX-License-Identifier: Apache-2.0

package import API

extension DeletionOrder {
  /// The machines, the first to go first. Whatever the order: those that are going already, then those
  /// a person marked, then those that do not work. Names decide among equals, so that two
  /// passes choose alike.
  package func sorted(_ members: [SetMember]) -> [SetMember] {
    members.sorted { left, right in
      let (mine, theirs) = (Self.rank(left), Self.rank(right))
      guard mine == theirs else { return mine < theirs }
      guard mine == .working, self != .random, left.created != right.created else {
        return left.name < right.name
      }
      return self == .oldest ? left.created < right.created : right.created < left.created
    }
  }

  private enum Rank: Int, Comparable {
    case deleting
    case marked
    case broken
    case working

    static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
  }

  private static func rank(_ member: SetMember) -> Rank {
    if member.isDeleting { return .deleting }
    if member.isMarkedForDeletion { return .marked }
    return member.isHealthy ? .working : .broken
  }
}
