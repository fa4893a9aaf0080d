// SPDX-License-Identifier: Apache-2.0

import CGit2

extension OpenRepository {
  /// Throws where one of these refs is there and cannot be read: lists of refs leave it out.
  func checkRefs(_ names: [String]) throws(GitError) {
    for name in names {
      var ref: OpaquePointer?
      defer { unsafe git_reference_free(ref) }
      let code = unsafe git_reference_lookup(&ref, pointer, name)
      if code != GIT_ENOTFOUND.rawValue { try check("read \(name) of \(path)", code) }
    }
  }

  /// Throws where what a ref holds, or its first directory, is not here.
  func checkTip(_ id: ObjectID) throws(GitError) {
    _ = try root(of: id)
  }

  /// Throws where anything that these refs hold, short of its history, is not here or not as it was.
  func checkFiles(of tips: Set<ObjectID>) throws(GitError) {
    var waiting: [TreeEntry] = []
    for tip in tips {
      guard let root = try root(of: tip) else { continue }
      waiting.append(TreeEntry(path: "", kind: .directory, id: root))
    }
    var seen: Set<ObjectID> = []
    while let next = waiting.popLast() {
      guard next.kind != .submodule, seen.insert(next.id).inserted else { continue }
      if next.kind == .directory {
        waiting += try entries(of: next)
      } else {
        // libgit2 compares the content with the id.
        _ = try blob(next.id, limit: .max)
      }
    }
  }

  /// The first directory of what a ref holds; nil for a tag that marks a file.
  private func root(of id: ObjectID) throws(GitError) -> ObjectID? {
    var raw = id.raw
    var object: OpaquePointer?
    var tree: OpaquePointer?
    defer {
      unsafe git_object_free(object)
      unsafe git_object_free(tree)
    }
    let action = "read \(id) of \(path)"
    try check(damaging: action, unsafe git_object_lookup(&object, pointer, &raw, GIT_OBJECT_ANY))
    let code = unsafe git_object_peel(&tree, object, GIT_OBJECT_TREE)
    guard code != GIT_EINVALIDSPEC.rawValue, code != GIT_EPEEL.rawValue else { return nil }
    try check(damaging: action, code)
    return unsafe git_object_id(tree).map { unsafe ObjectID($0.pointee) }
  }
}
