// SPDX-License-Identifier: Apache-2.0

/// Changes by directory: what is to be done at one place, and below it.
struct ChangeTree {
  private(set) var file: (bytes: [UInt8], kind: Change.Kind)?
  private(set) var isDeleted = false
  private(set) var children: [String: ChangeTree] = [:]

  private init() {}

  init(_ changes: [Change]) throws(GitError) {
    for change in changes {
      let names = change.path.split(separator: "/", omittingEmptySubsequences: false)
      for name in names where !Self.isPlain(name) {
        throw GitError("commit \(change.path)", "a git tree cannot hold the name \"\(name)\"")
      }
      try add(change, at: names[...])
    }
  }

  private mutating func add(_ change: Change, at names: ArraySlice<Substring>) throws(GitError) {
    if let name = names.first {
      guard file == nil else { throw Self.clash(change) }
      var child = children[String(name)] ?? ChangeTree()
      try child.add(change, at: names.dropFirst())
      children[String(name)] = child
      return
    }
    guard case .write(_, let bytes, let kind) = change else {
      isDeleted = true
      return
    }
    guard file == nil, children.isEmpty else { throw Self.clash(change) }
    file = (bytes, kind)
  }

  private static func clash(_ change: Change) -> GitError {
    GitError("commit \(change.path)", "another change of the same commit is in its place")
  }

  /// libgit2 looks again, and knows more spellings of `.git`.
  private static func isPlain(_ name: Substring) -> Bool {
    !["", ".", "..", ".git"].contains(name.lowercased()) && !name.utf8.contains(0)
  }
}
