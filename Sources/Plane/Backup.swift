// SPDX-License-Identifier: Apache-2.0

import Glibc
package import ManagementAPI

/// A copy of a plane's store in one file: all objects, as of one revision.
package struct Backup: Sendable {
  package let path: String

  package init(_ path: String) { self.path = path }

  private var draft: String { "\(path).new" }

  /// Writes the store of `directory`, whether it is served or not. A file that is there stays as it
  /// is, unless `force` is given.
  package func write(_ directory: DataDirectory, force: Bool) throws -> StoreFile.Summary {
    let store = PrivateFile(directory.store)
    guard store.exists else {
      throw PlaneError(
        "back up \(store.path)", "no such file or directory",
        hint: "name the folder of the data with --data-dir")
    }
    guard force || !PrivateFile(path).exists else { throw isThere }
    try makeDraft()
    do {
      try StoreFile(store.path).copy(to: draft)
      // Seen to be whole before it takes the place of another.
      let summary = try StoreFile(draft).check()
      try publish(force)
      return summary
    } catch {
      unsafe unlink(draft)
      throw error
    }
  }

  private var isThere: PlaneError {
    PlaneError("write \(path)", "it is there already", hint: "replace it with --force")
  }

  /// SQLite takes an empty file for a new one, and this one is its owner's alone.
  private func makeDraft() throws(PlaneError) {
    unsafe unlink(draft)
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw PlaneError("write \(path)", code: errno) }
    close(descriptor)
  }

  private func publish(_ force: Bool) throws(PlaneError) {
    let descriptor = unsafe open(draft, O_RDONLY | O_CLOEXEC)
    let isSynced = descriptor >= 0 && fsync(descriptor) == 0
    let code = errno
    close(descriptor)
    guard isSynced else { throw PlaneError("write \(path)", code: code) }
    if force {
      guard unsafe rename(draft, path) == 0 else { throw PlaneError("write \(path)", code: errno) }
    } else {
      // Unlike a renaming, this fails where somebody else was quicker.
      guard unsafe link(draft, path) == 0 else {
        throw errno == EEXIST ? isThere : PlaneError("write \(path)", code: errno)
      }
      unsafe unlink(draft)
    }
    PrivateFile.syncFolder(of: path)
  }
}
