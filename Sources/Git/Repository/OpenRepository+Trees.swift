// SPDX-License-Identifier: Apache-2.0

import CGit2

extension OpenRepository {
  /// Everything below `path` that is not a directory, sorted as git sorts it.
  func list(_ commit: ObjectID, under path: String, limit: Int) throws(GitError) -> [TreeEntry] {
    let root = try entry(at: path, in: commit)
    guard root.kind == .directory else { return [root] }
    var found: [TreeEntry] = []
    var waiting = [root]
    var seen = 0
    // A tree may hold the same subtree many times over: what is counted is what is walked.
    while let next = waiting.popLast() {
      guard next.kind == .directory else {
        found.append(next)
        continue
      }
      let entries = try entries(of: next)
      seen += entries.count
      guard seen <= limit else {
        throw GitError(
          "list \(path.isEmpty ? "the files" : path) of \(commit)",
          "there are more than \(limit) files and directories", .tooLarge)
      }
      waiting += entries.reversed()
    }
    return found
  }

  /// What is at `path`; the root directory where it is empty.
  func entry(at path: String, in commit: ObjectID) throws(GitError) -> TreeEntry {
    var here = TreeEntry(path: "", kind: .directory, id: try self.commit(commit).tree)
    for name in path.split(separator: "/") where name != "." {
      guard here.kind == .directory else {
        throw missing(path, in: commit, nearest: here.path)
      }
      let entries = try entries(of: here)
      guard let next = entries.first(where: { $0.name == name }) else {
        let alike = closest(to: String(name), among: entries.map { String($0.name) })
        let parent = here.path.isEmpty ? "" : here.path + "/"
        throw missing(path, in: commit, nearest: alike.map { parent + $0 } ?? here.path)
      }
      here = next
    }
    return here
  }

  /// One directory's entries.
  func entries(of directory: TreeEntry) throws(GitError) -> [TreeEntry] {
    var raw = directory.id.raw
    var tree: OpaquePointer?
    defer { unsafe git_tree_free(tree) }
    let action = "read directory \(directory.path.isEmpty ? "/" : directory.path)"
    try check(damaging: action, unsafe git_tree_lookup(&tree, pointer, &raw))
    let parent = directory.path.isEmpty ? "" : directory.path + "/"
    return unsafe (0..<git_tree_entrycount(tree)).compactMap { index in
      unsafe git_tree_entry_byindex(tree, index).map { unsafe TreeEntry($0, in: parent) }
    }
  }

  private func missing(_ path: String, in commit: ObjectID, nearest: String) -> GitError {
    GitError(
      "find \(path) in commit \(commit)", "there is no such path", .notFound,
      hint: nearest.isEmpty ? nil : "the nearest that exists is \(nearest)")
  }
}

extension TreeEntry {
  var name: Substring {
    path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
  }

  fileprivate init(_ raw: OpaquePointer, in parent: String) {
    path = unsafe parent + text(git_tree_entry_name(raw))
    kind =
      switch unsafe git_tree_entry_filemode(raw) {
      case GIT_FILEMODE_TREE: .directory
      case GIT_FILEMODE_LINK: .symlink
      case GIT_FILEMODE_COMMIT: .submodule
      case GIT_FILEMODE_BLOB_EXECUTABLE: .executable
      default: .file
      }
    guard let id = unsafe git_tree_entry_id(raw) else {
      preconditionFailure("an entry of a tree has no id")
    }
    self.id = ObjectID(unsafe id.pointee)
  }
}
