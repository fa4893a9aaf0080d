// SPDX-License-Identifier: Apache-2.0

import Git

extension Depot {
  /// Commits a change to a branch and pushes it, unless all is as the change wants it. `change` says
  /// what to do, given the paths that are there already. Answers the commit at the end of the branch.
  func push(
    _ draft: CommitDraft, to branch: String, of remote: Remote,
    change: @escaping @Sendable (Set<String>) -> [Change]
  ) async throws -> ObjectID {
    let mirror = mirrorForPush(of: remote)
    await mirror.use(remote)
    let contents = mirror.contents
    let pushed = try await mirror.push(draft, to: branch) { tip in
      guard let tip else { return change([]) }
      return change(Set(try await contents.list(tip).map(\.path)))
    }
    guard let tip = pushed.tip else {
      throw GitOpsError("push to \(remote.url)", "the branch \(branch) is empty")
    }
    return tip
  }
}
