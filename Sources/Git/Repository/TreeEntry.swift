// SPDX-License-Identifier: Apache-2.0

/// A file, or what else git keeps in a directory.
package struct TreeEntry: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case file, executable, directory
    /// The blob holds the path that it leads to.
    case symlink
    /// The id is a commit of another repository, which is not here.
    case submodule
  }

  /// From the root of the tree, without a leading slash. Bytes that are not UTF-8 show as U+FFFD.
  package let path: String
  package let kind: Kind
  package let id: ObjectID
}
