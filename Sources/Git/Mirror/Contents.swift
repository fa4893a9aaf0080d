// SPDX-License-Identifier: Apache-2.0

/// What a mirror holds, read without a checkout. Never waits for the network: it reads beside a
/// fetch that is under way, and sees what was there before it or what is there after it.
package actor Contents {
  private let path: String
  private let executor: QueueExecutor
  private var repository: OpenRepository?
  /// What showed that files of the mirror are not as git wrote them.
  private var damage: GitError?

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  init(of path: String) {
    self.path = path
    executor = QueueExecutor("git.contents")
  }

  /// The commit that `revision` means since the last fetch.
  package func resolve(_ revision: Revision) throws(GitError) -> ObjectID {
    try reading { (repository) throws(GitError) in try repository.resolve(revision) }
  }

  package func commit(_ id: ObjectID) throws(GitError) -> Commit {
    try reading { (repository) throws(GitError) in try repository.commit(id) }
  }

  /// Everything below `path` but directories, sorted as git sorts it.
  ///
  /// A small repository can hold a tree that has no end: past `limit` files and directories it fails.
  package func list(
    _ commit: ObjectID, under path: String = "", limit: Int = 250_000
  ) throws(GitError) -> [TreeEntry] {
    try reading { (repository) throws(GitError) in
      try repository.list(commit, under: path, limit: limit)
    }
  }

  /// What is at a path. Where there is nothing, the error's hint names what is nearest.
  package func entry(at path: String, in commit: ObjectID) throws(GitError) -> TreeEntry {
    try reading { (repository) throws(GitError) in try repository.entry(at: path, in: commit) }
  }

  /// The bytes of a file, or the target of a symlink.
  package func blob(_ id: ObjectID, limit: Int = 64 << 20) throws(GitError) -> [UInt8] {
    try reading { (repository) throws(GitError) in try repository.blob(id, limit: limit) }
  }

  /// Writes a commit on top of `parent`, and moves no ref. Nil where it would change nothing.
  func write(
    _ changes: [Change], on parent: ObjectID?, as draft: CommitDraft
  ) throws(GitError) -> ObjectID? {
    try reading { (repository) throws(GitError) in
      try repository.write(changes, on: parent, as: draft)
    }
  }

  /// Forgets what was opened, because the files were exchanged, and answers what was wrong with them.
  func reopen() -> GitError? {
    repository = nil
    return damage.take()
  }

  private func reading<Result>(
    _ body: (OpenRepository) throws(GitError) -> Result
  ) throws(GitError) -> Result {
    do throws(GitError) {
      return try body(opened())
    } catch {
      guard error.isDamaged else { throw error }
    }
    // Packs may have been merged, or the mirror made anew, since it was opened.
    repository = nil
    do throws(GitError) {
      return try body(opened())
    } catch {
      if error.isDamaged { damage = error }
      throw error
    }
  }

  private func opened() throws(GitError) -> OpenRepository {
    if let repository { return repository }
    let opened = try OpenRepository(path)
    repository = opened
    return opened
  }
}
