// SPDX-License-Identifier: Apache-2.0

import CGit2

extension OpenRepository {
  /// The commit that `revision` means here, tags followed to what they mark.
  func resolve(_ revision: Revision) throws(GitError) -> ObjectID {
    let action = "find \(revision)"
    var raw = try target(of: revision).raw
    var object: OpaquePointer?
    var commit: OpaquePointer?
    defer {
      unsafe git_object_free(object)
      unsafe git_object_free(commit)
    }
    try check(action, unsafe git_object_lookup(&object, pointer, &raw, GIT_OBJECT_ANY))
    let code = unsafe git_object_peel(&commit, object, GIT_OBJECT_COMMIT)
    if code == GIT_EPEEL.rawValue || code == GIT_EINVALIDSPEC.rawValue {
      throw GitError(action, "it is not a commit, nor does it lead to one", .notFound)
    }
    try check(action, code)
    guard let id = unsafe git_object_id(commit) else {
      preconditionFailure("libgit2 reported success and set no handle")
    }
    return ObjectID(unsafe id.pointee)
  }

  func commit(_ id: ObjectID) throws(GitError) -> Commit {
    var raw = id.raw
    var commit: OpaquePointer?
    defer { unsafe git_commit_free(commit) }
    let code = unsafe git_commit_lookup(&commit, pointer, &raw)
    if code == GIT_ENOTFOUND.rawValue, try !refs().values.contains(id) {
      throw GitError("read commit \(id)", "the repository has no such commit", .notFound)
    }
    try check(damaging: "read commit \(id)", code)
    guard let commit = unsafe commit, let tree = unsafe git_commit_tree_id(commit),
      let author = unsafe git_commit_author(commit),
      let committer = unsafe git_commit_committer(commit)
    else {
      preconditionFailure("a commit of libgit2 lacks a part")
    }
    return unsafe Commit(
      id: id, tree: ObjectID(tree.pointee), parents: parents(of: commit),
      author: Signature(author.pointee), committer: Signature(committer.pointee),
      message: text(git_commit_message_raw(commit)))
  }

  func exists(_ id: ObjectID) -> Bool {
    var raw = id.raw
    var database: OpaquePointer?
    defer { unsafe git_odb_free(database) }
    guard unsafe git_repository_odb(&database, pointer) == 0 else { return false }
    return unsafe git_odb_exists(database, &raw) == 1
  }

  /// Writes a commit object, and moves no ref.
  func writeCommit(
    of tree: ObjectID, on parent: ObjectID?, as draft: CommitDraft
  ) throws(GitError) -> ObjectID {
    let action = "commit as \(draft.author.name) <\(draft.author.email)>"
    let author = draft.author
    var signature: UnsafeMutablePointer<git_signature>?
    var rawTree = tree.raw
    var tree: OpaquePointer?
    var before: OpaquePointer?
    defer {
      unsafe git_signature_free(signature)
      unsafe git_tree_free(tree)
      unsafe git_commit_free(before)
    }
    try check(
      action,
      unsafe git_signature_new(
        &signature, author.name, author.email, author.time, CInt(author.offset)))
    try check(action, unsafe git_tree_lookup(&tree, pointer, &rawTree))
    if var raw = parent?.raw {
      try check(action, unsafe git_commit_lookup(&before, pointer, &raw))
    }
    var id = git_oid()
    try check(
      action,
      unsafe git_commit_create(
        &id, pointer, nil, signature, signature, nil, draft.message, tree,
        parent == nil ? 0 : 1, &before))
    return ObjectID(id)
  }

  private func parents(of commit: OpaquePointer) -> [ObjectID] {
    unsafe (0..<git_commit_parentcount(commit)).compactMap { index in
      unsafe git_commit_parent_id(commit, index).map { unsafe ObjectID($0.pointee) }
    }
  }

  private func target(of revision: Revision) throws(GitError) -> ObjectID {
    guard let name = revision.refName else {
      guard case .commit(let id) = revision, exists(id) else {
        throw GitError("find \(revision)", "the repository has no such commit", .notFound)
      }
      return id
    }
    var id = git_oid()
    let code = unsafe git_reference_name_to_id(&id, pointer, name)
    if code == GIT_ENOTFOUND.rawValue || code == GIT_EINVALIDSPEC.rawValue {
      throw try missing(revision)
    }
    try check("find \(revision)", code)
    return ObjectID(id)
  }

  private func missing(_ revision: Revision) throws(GitError) -> GitError {
    if try refs().isEmpty {
      return GitError("find \(revision)", "the repository is empty", .empty)
    }
    return GitError("find \(revision)", "the repository has none of that name", .notFound)
  }
}

extension Signature {
  fileprivate init(_ raw: git_signature) {
    unsafe self.init(
      name: text(raw.name), email: text(raw.email), time: raw.when.time,
      offset: Int(raw.when.offset))
  }
}
