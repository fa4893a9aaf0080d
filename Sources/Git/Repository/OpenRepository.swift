// SPDX-License-Identifier: Apache-2.0

import CGit2
import FoundationEssentials

/// One bare repository on disk, opened. Not `Sendable`: libgit2 wants one thread at a time for each
/// opening, while several openings of the same directory get along.
@safe final class OpenRepository {
  let path: String
  let pointer: OpaquePointer

  /// Opens the one at `path`, or makes it there if it is `creating`.
  init(_ path: String, creating: Bool = false) throws(GitError) {
    var pointer: OpaquePointer?
    if !FileManager.default.fileExists(atPath: path) {
      guard creating else {
        throw GitError("open mirror \(path)", "nothing was fetched into it yet", .notFound)
      }
      try check("create mirror \(path)", unsafe git_repository_init(&pointer, path, 1))
    } else {
      let code = unsafe git_repository_open_bare(&pointer, path)
      try check(damaging: "open mirror \(path)", code)
    }
    guard let pointer = unsafe pointer else {
      preconditionFailure("libgit2 reported success and set no handle")
    }
    // Nothing may throw below: with every stored property set, a throw runs `deinit` too.
    self.path = path
    unsafe self.pointer = unsafe pointer
  }

  deinit {
    unsafe git_repository_free(pointer)
  }
}
