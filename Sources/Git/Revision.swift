// SPDX-License-Identifier: Apache-2.0

/// What to take from a repository.
package enum Revision: Hashable, Sendable, CustomStringConvertible {
  /// The branch that the remote calls its default.
  case head
  case branch(String)
  case tag(String)
  /// A full name: `refs/heads/main`, `refs/pull/420/head`.
  case ref(String)
  case commit(ObjectID)

  package var description: String {
    switch self {
    case .head: "default branch"
    case .branch(let name): "branch \(name)"
    case .tag(let name): "tag \(name)"
    case .ref(let name): "ref \(name)"
    case .commit(let id): "commit \(id)"
    }
  }

  /// The full name, unless it is a commit.
  var refName: String? {
    switch self {
    case .head: "HEAD"
    case .branch(let name): "refs/heads/\(name)"
    case .tag(let name): "refs/tags/\(name)"
    case .ref(let name): name
    case .commit: nil
    }
  }
}
