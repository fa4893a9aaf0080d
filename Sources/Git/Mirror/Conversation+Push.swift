// SPDX-License-Identifier: Apache-2.0

extension Conversation {
  /// Moves `name` at the remote from `tip` to `commit`; throws non-fast-forward where it is not there.
  func push(
    _ commit: ObjectID, of repository: OpenRepository, over tip: ObjectID?, to name: String
  ) throws(GitError) {
    let action = "push to \(remote.url)"
    let moved = GitError(action, "\(name) moved meanwhile", .nonFastForward)
    if case .local(let path) = remote.url.place {
      guard try repository.hand(commit, to: path, as: name, over: tip, action) else { throw moved }
    } else {
      let operation = try operation(action)
      try send(commit, of: repository, over: tip, to: name, operation)
      if let reason = operation.refusal {
        // A server says this of a race it lost and of a hook that said no alike: look which it was.
        guard try connect(action, nil).refs().ids[name] == tip, !isRace(reason) else { throw moved }
        throw GitError(action, refusal(reason, of: name, operation.remarks), .rejected)
      }
    }
    try repository.setRef(name, to: commit)
  }

  private func send(
    _ commit: ObjectID, of repository: OpenRepository, over tip: ObjectID?, to name: String,
    _ operation: Operation
  ) throws(GitError) {
    try repository.setRef(OpenRepository.outgoing, to: commit)
    // If this fails, the ref waits for the next push, which sets it anew.
    defer { try? repository.removeRef(OpenRepository.outgoing) }
    let connection = try Connection(to: remote.url, for: repository, pushing: true, operation)
    guard try connection.refs().ids[name] == tip else {
      throw GitError(operation.action, "\(name) moved meanwhile", .nonFastForward)
    }
    try connection.upload(OpenRepository.outgoing, to: name)
  }

  /// What git's servers say while another push holds the branch, which has not moved yet.
  private func isRace(_ reason: String) -> Bool {
    reason.contains("lock") || reason.contains("failed to update ref")
  }

  private func refusal(_ reason: String, of name: String, _ remarks: String) -> String {
    let words = inOurWords(remarks)
    return "the server refused \(name): \(inOurWords(reason))\(words.isEmpty ? "" : " (\(words))")"
  }
}
