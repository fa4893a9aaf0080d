// SPDX-License-Identifier: Apache-2.0

import CGit2

extension OpenRepository {
  /// Writes a commit with `changes` on top of `parent`, or the first one, and moves no ref.
  ///
  /// Answers nil where the changes leave everything as it is.
  func write(
    _ changes: [Change], on parent: ObjectID?, as draft: CommitDraft
  ) throws(GitError) -> ObjectID? {
    let before = try parent.map { (id) throws(GitError) in try commit(id).tree }
    let after = try write(ChangeTree(changes), over: before, at: "")
    guard after != before else { return nil }
    let tree = if let after { after } else { try emptyTree() }
    return try writeCommit(of: tree, on: parent, as: draft)
  }

  /// A directory after the changes; nil where nothing is left in it.
  private func write(
    _ changes: ChangeTree, over tree: ObjectID?, at path: String
  ) throws(GitError) -> ObjectID? {
    let action = "commit changes in \(path.isEmpty ? "/" : path)"
    var old: OpaquePointer?
    var builder: OpaquePointer?
    defer {
      unsafe git_treebuilder_free(builder)
      unsafe git_tree_free(old)
    }
    if var raw = tree?.raw {
      try check(damaging: action, unsafe git_tree_lookup(&old, pointer, &raw))
    }
    try check(action, unsafe git_treebuilder_new(&builder, pointer, old))
    for (name, change) in changes.children {
      let below = path.isEmpty ? name : "\(path)/\(name)"
      let present = unsafe git_treebuilder_get(builder, name).map { unsafe Node($0) }
      if let node = try write(change, replacing: present, at: below) {
        var raw = node.id.raw
        try check(
          "commit \(below)", unsafe git_treebuilder_insert(nil, builder, name, &raw, node.mode))
      } else if present != nil {
        try check("commit \(below)", unsafe git_treebuilder_remove(builder, name))
      }
    }
    guard unsafe git_treebuilder_entrycount(builder) > 0 else { return nil }
    var id = git_oid()
    try check(action, unsafe git_treebuilder_write(&id, builder))
    return ObjectID(id)
  }

  private func write(
    _ change: ChangeTree, replacing present: Node?, at path: String
  ) throws(GitError) -> Node? {
    let present = change.isDeleted ? nil : present
    let isDirectory = present?.mode == GIT_FILEMODE_TREE
    if let file = change.file {
      guard !isDirectory else { throw GitError("commit \(path)", "it is a directory") }
      return Node(id: try writeBlob(file.bytes, at: path), mode: file.kind.mode)
    }
    guard !change.children.isEmpty else { return nil }
    guard present == nil || isDirectory else {
      throw GitError("commit a file below \(path)", "it is no directory")
    }
    let tree = try write(change, over: present?.id, at: path)
    return tree.map { Node(id: $0, mode: GIT_FILEMODE_TREE) }
  }

  private func writeBlob(_ bytes: [UInt8], at path: String) throws(GitError) -> ObjectID {
    var id = git_oid()
    try check(
      "commit \(path)", unsafe git_blob_create_from_buffer(&id, pointer, bytes, bytes.count))
    return ObjectID(id)
  }

  private func emptyTree() throws(GitError) -> ObjectID {
    var builder: OpaquePointer?
    defer { unsafe git_treebuilder_free(builder) }
    var id = git_oid()
    try check("commit", unsafe git_treebuilder_new(&builder, pointer, nil))
    try check("commit", unsafe git_treebuilder_write(&id, builder))
    return ObjectID(id)
  }
}

/// What a name in a directory stands for.
private struct Node {
  let id: ObjectID
  let mode: git_filemode_t

  init(id: ObjectID, mode: git_filemode_t) {
    self.id = id
    self.mode = mode
  }

  init(_ entry: OpaquePointer) {
    guard let id = unsafe git_tree_entry_id(entry) else {
      preconditionFailure("an entry of a tree has no id")
    }
    self.init(id: unsafe ObjectID(id.pointee), mode: unsafe git_tree_entry_filemode(entry))
  }
}

extension Change.Kind {
  fileprivate var mode: git_filemode_t {
    switch self {
    case .file: GIT_FILEMODE_BLOB
    case .executable: GIT_FILEMODE_BLOB_EXECUTABLE
    case .symlink: GIT_FILEMODE_LINK
    }
  }
}
