// SPDX-License-Identifier: Apache-2.0

/// What a remote says it has, at one moment.
package struct RemoteRefs: Equatable, Sendable {
  /// Every ref by its full name. An annotated tag has the id of the tag, not of what it marks.
  package internal(set) var ids: [String: ObjectID] = [:]
  /// What annotated tags lead to.
  var peeled: [String: ObjectID] = [:]
  /// The commit that the server checks out by default.
  var head: ObjectID?
  /// The full name of the default branch, where the server tells it and it has a commit.
  package internal(set) var defaultBranch: String?

  /// Whether there is nothing in it yet.
  package var isEmpty: Bool { ids.isEmpty }

  /// The names of the branches, without `refs/heads/`.
  package var branches: Set<String> { names(under: "refs/heads/") }

  /// The names of the tags, without `refs/tags/`.
  package var tags: Set<String> { names(under: "refs/tags/") }

  /// The commit that `revision` means at the remote, nil where there is none. What it says of a
  /// commit is only that its id is what was asked for.
  package func commit(_ revision: Revision) -> ObjectID? {
    switch revision {
    case .commit(let id): return id
    case .head: return head
    case .branch, .tag, .ref: return revision.refName.flatMap { peeled[$0] ?? ids[$0] }
    }
  }

  private func names(under prefix: String) -> Set<String> {
    Set(ids.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
  }
}
