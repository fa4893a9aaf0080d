// SPDX-License-Identifier: Apache-2.0

/// A tree of texts that are in memory.
package struct MemoryTree: FileTree {
  private var files: [String: [UInt8]] = [:]
  private var directories: [String: Set<String>] = ["": []]

  /// Files by their paths.
  package init(_ files: [String: String]) {
    for (path, text) in files { self[path] = Array(text.utf8) }
  }

  package subscript(path: String) -> [UInt8]? {
    get { files[path] }
    set {
      files[path] = newValue
      var path = path
      while !path.isEmpty {
        let parent = TreePath.parent(of: path)
        directories[parent, default: []].insert(TreePath.name(of: path))
        path = parent
      }
    }
  }

  package func entry(at path: String) -> TreeEntry? {
    if files[path] != nil { return TreeEntry(.file, at: path) }
    return directories[path].map { _ in TreeEntry(.directory, at: path) }
  }

  package func file(at path: String) throws(KustomizeError) -> TreeFile {
    guard let bytes = files[path] else { throw KustomizeError("read \(path)", "no such file") }
    return TreeFile(bytes)
  }

  package func names(at path: String) -> [String] { Array(directories[path] ?? []) }
}
