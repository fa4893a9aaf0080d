// SPDX-License-Identifier: Apache-2.0

import CGit2

extension OpenRepository {
  /// Moves `name` of another local repository from `tip` to `commit`, and brings it what is missing.
  ///
  /// libgit2's own push to a path looks at the ref before it writes the pack, and not again: of two
  /// at the same time one is lost. No hook of the other repository runs, as libgit2 knows none.
  /// Answers whether the ref was at `tip`, and so moved.
  func hand(
    _ commit: ObjectID, to path: String, as name: String, over tip: ObjectID?, _ action: String
  ) throws(GitError) -> Bool {
    var other: OpaquePointer?
    var ref: OpaquePointer?
    defer {
      unsafe git_reference_free(ref)
      unsafe git_repository_free(other)
    }
    guard unsafe git_repository_open_bare(&other, path) == 0 else {
      throw GitError(
        action, "it is no bare repository",
        hint: "a checkout would not follow; push to a bare clone of it")
    }
    try unsafe writePack(of: commit, into: other, action)
    var new = commit.raw
    var old = tip?.raw ?? git_oid()
    let code = unsafe git_reference_create_matching(
      &ref, other, name, &new, tip == nil ? 0 : 1, &old, "push")
    switch git_error_code(rawValue: code) {
    case GIT_EMODIFIED, GIT_EEXISTS, GIT_ELOCKED, GIT_ENOTFOUND: return false
    default: try check(action, code)
    }
    return true
  }

  /// Writes what `commit` leads to and no ref of `other` does.
  private func writePack(
    of commit: ObjectID, into other: OpaquePointer?, _ action: String
  ) throws(GitError) {
    var walk: OpaquePointer?
    var builder: OpaquePointer?
    var names = unsafe git_strarray()
    defer {
      unsafe git_strarray_dispose(&names)
      unsafe git_packbuilder_free(builder)
      unsafe git_revwalk_free(walk)
    }
    var id = commit.raw
    try check(action, unsafe git_revwalk_new(&walk, pointer))
    try check(action, unsafe git_revwalk_push(walk, &id))
    try check(action, unsafe git_reference_list(&names, other))
    for index in unsafe 0..<names.count {
      // What we do not have ourselves need not be hidden.
      guard unsafe git_reference_name_to_id(&id, other, names.strings[index]) == 0 else { continue }
      unsafe git_revwalk_hide(walk, &id)
    }
    try check(action, unsafe git_packbuilder_new(&builder, pointer))
    try check(action, unsafe git_packbuilder_insert_walk(builder, walk))
    let directory = unsafe text(git_repository_commondir(other)) + "objects/pack"
    try check(action, unsafe git_packbuilder_write(builder, directory, 0, nil, nil))
  }
}
