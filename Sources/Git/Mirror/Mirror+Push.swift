// SPDX-License-Identifier: Apache-2.0

extension Mirror {
  /// Commits a change to a branch of the remote, without a checkout, and pushes it.
  ///
  /// `change` says what to do on top of a tip, which is nil where there is no such branch yet: the
  /// commit makes it, also in an empty repository. Where the branch moves in between, the change is
  /// asked for again with the new tip, for as many tips as there are attempts.
  package func push(
    _ draft: CommitDraft, to branch: String, attempts: Int = 5,
    change: @Sendable (ObjectID?) async throws -> [Change]
  ) async throws -> Pushed {
    guard isValidRef("refs/heads/\(branch)") else {
      throw GitError("push to \(remote.url)", "\"\(branch)\" cannot be the name of a branch")
    }
    for _ in 0..<attempts {
      let tip = try await fetch().refs.commit(.branch(branch))
      let changes = try await change(tip)
      guard let commit = try await contents.write(changes, on: tip, as: draft) else {
        return Pushed(tip: tip, isNew: false)
      }
      do {
        try await send(commit, over: tip, to: branch)
        return Pushed(tip: commit, isNew: true)
      } catch {
        guard error.isNonFastForward else { throw error }
      }
    }
    throw GitError(
      "push to \(remote.url)", "\(branch) moved each of the \(attempts) times it was tried",
      .nonFastForward)
  }

  private func send(
    _ commit: ObjectID, over tip: ObjectID?, to branch: String
  ) async throws(GitError) {
    try await converse { [path] (talk) throws(GitError) in
      let repository = try OpenRepository(path)
      try talk.push(commit, of: repository, over: tip, to: "refs/heads/\(branch)")
    }
  }
}

/// What a push came to.
package struct Pushed: Sendable, Equatable {
  /// The commit that now holds the change; nil where there was nothing to do and is no branch.
  package let tip: ObjectID?
  /// Whether a commit was made; else everything was as the change wants it.
  package let isNew: Bool
}
