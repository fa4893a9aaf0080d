// SPDX-License-Identifier: Apache-2.0

import CGit2

extension OpenRepository {
  /// Where a commit waits while it is being pushed: libgit2 pushes refs, not ids.
  static let outgoing = "refs/capctl/outgoing"

  /// Every ref with the id it holds, `HEAD` left out.
  func refs() throws(GitError) -> [String: ObjectID] {
    var names = unsafe git_strarray()
    defer { unsafe git_strarray_dispose(&names) }
    try check("read the refs of \(path)", unsafe git_reference_list(&names, pointer))
    var refs: [String: ObjectID] = [:]
    for index in unsafe 0..<names.count {
      let name = unsafe text(names.strings[index])
      refs[name] = try id(ofRef: name)
    }
    return refs
  }

  func id(ofRef name: String) throws(GitError) -> ObjectID {
    var id = git_oid()
    try check("read \(name) of \(path)", unsafe git_reference_name_to_id(&id, pointer, name))
    return ObjectID(id)
  }

  func setRef(_ name: String, to id: ObjectID) throws(GitError) {
    var raw = id.raw
    var ref: OpaquePointer?
    defer { unsafe git_reference_free(ref) }
    try check(
      "set \(name) of \(path)", unsafe git_reference_create(&ref, pointer, name, &raw, 1, nil))
  }

  func removeRef(_ name: String) throws(GitError) {
    try check("remove \(name) of \(path)", unsafe git_reference_remove(pointer, name))
  }

  /// Makes the refs those of `wanted`, and answers the names of those that changed.
  func follow(_ wanted: [String: ObjectID]) throws(GitError) -> Set<String> {
    let present = try refs()
    // First away with the old: a branch `a` stands in the way of a branch `a/b`.
    let gone = Set(present.keys).subtracting(wanted.keys)
    for name in gone { try removeRef(name) }
    let new = wanted.filter { present[$0.key] != $0.value }
    for (name, id) in new { try setRef(name, to: id) }
    return gone.union(new.keys).subtracting([Self.outgoing])
  }

  /// Makes `HEAD` the default branch, or a bare commit where the server has no branch for it.
  func setHead(_ refs: RemoteRefs) throws(GitError) {
    guard let branch = refs.defaultBranch else {
      if let head = refs.head { try setRef("HEAD", to: head) }
      return
    }
    var ref: OpaquePointer?
    defer { unsafe git_reference_free(ref) }
    try check(
      "set HEAD of \(path)",
      unsafe git_reference_symbolic_create(&ref, pointer, "HEAD", branch, 1, nil))
  }
}
