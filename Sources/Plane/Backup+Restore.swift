// SPDX-License-Identifier: Apache-2.0

import Glibc
package import ManagementAPI

extension Backup {
  /// Makes `directory` hold what the backup holds, once that is seen to be whole. Nobody may be
  /// serving there; a store that is there stays, unless `force` is given.
  package func restore(to directory: DataDirectory, force: Bool) throws -> StoreFile.Summary {
    try directory.make()
    let lock = try DirectoryLock(directory)
    defer { withExtendedLifetime(lock) {} }
    guard force || !PrivateFile(directory.store).exists else {
      throw PlaneError(
        "restore to \(directory.path)", "a store is there already",
        hint: "replace it with --force, or give another folder with --data-dir")
    }
    let draft = "\(directory.store).new"
    defer { for end in ["", "-wal", "-shm"] { unsafe unlink(draft + end) } }
    try copy(to: draft)
    let summary: StoreFile.Summary
    do {
      summary = try StoreFile(draft).check()
    } catch {
      throw PlaneError("restore \(path)", error.cause, hint: "the store is as it was")
    }
    try replace(directory.store, with: draft)
    return summary
  }

  private func copy(to draft: String) throws(PlaneError) {
    let source = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw PlaneError("read \(path)", code: errno) }
    defer { close(source) }
    unsafe unlink(draft)
    let target = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard target >= 0 else { throw PlaneError("write \(draft)", code: errno) }
    defer { close(target) }
    while true {
      let count = sendfile(target, source, nil, 1 << 20)
      if count == 0 { break }
      if count < 0 { throw PlaneError("copy \(path) to \(draft)", code: errno) }
    }
    guard fsync(target) == 0 else { throw PlaneError("write \(draft)", code: errno) }
  }

  /// A log that the old store left would be taken for the new one's: it goes first. Whoever loses
  /// power in between is left with the old store, without what was only in its log.
  private func replace(_ store: String, with draft: String) throws(PlaneError) {
    for end in ["-wal", "-shm"] { unsafe unlink(store + end) }
    PrivateFile.syncFolder(of: store)
    guard unsafe rename(draft, store) == 0 else { throw PlaneError("write \(store)", code: errno) }
    PrivateFile.syncFolder(of: store)
  }
}
