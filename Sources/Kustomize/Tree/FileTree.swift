// SPDX-License-Identifier: Apache-2.0

import PKI

/// Files and directories that a kustomization may be built from: a directory, a git tree, or texts in
/// memory.
///
/// A path is names between slashes, from the root of the tree; none of them is `.` or `..`, and the
/// root itself is the empty path. What a tree gives never lies outside of it.
package protocol FileTree: Sendable {
  /// What stands at a path; nil where nothing does.
  func entry(at path: String) throws(KustomizeError) -> TreeEntry?

  /// A file that stands at a path of an entry.
  func file(at path: String) throws(KustomizeError) -> TreeFile

  /// What is in the directory at a path of an entry, in any order.
  func names(at path: String) throws(KustomizeError) -> [String]

  /// What tells this content of a file from any other; nil where no file stands at the path.
  func identity(at path: String) throws(KustomizeError) -> String?
}

extension FileTree {
  package func identity(at path: String) throws(KustomizeError) -> String? {
    guard let entry = try entry(at: path), entry.kind == .file else { return nil }
    return try file(at: entry.path).identity
  }
}

/// A file or a directory of a tree.
package struct TreeEntry: Sendable, Hashable {
  package enum Kind: String, Sendable {
    case file, directory
    /// A pipe, a device: nothing that can be read.
    case other
  }

  package let kind: Kind
  /// The path that leads there without symbolic links.
  package let path: String

  package init(_ kind: Kind, at path: String) {
    self.kind = kind
    self.path = path
  }
}

/// The content of a file.
package struct TreeFile: Sendable {
  package let bytes: [UInt8]
  package let identity: String

  /// A tree that knows its files by a name of their content, as git does, gives that.
  package init(_ bytes: [UInt8], identity: String? = nil) {
    self.bytes = bytes
    self.identity = identity ?? Digest.sha256(bytes).hexadecimal
  }
}
