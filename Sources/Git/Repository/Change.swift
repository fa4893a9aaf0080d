// SPDX-License-Identifier: Apache-2.0

/// What a commit does to one path. Directories come and go with their files.
package enum Change: Hashable, Sendable {
  case write(path: String, bytes: [UInt8], kind: Kind = .file)
  /// Takes away a file, or a directory and all below it. One that is not there is no error.
  case delete(path: String)

  package enum Kind: Hashable, Sendable { case file, executable, symlink }

  var path: String {
    switch self {
    case .write(let path, _, _), .delete(let path): path
    }
  }
}
