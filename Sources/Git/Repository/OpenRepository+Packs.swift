// SPDX-License-Identifier: Apache-2.0

import CGit2
import FoundationEssentials

extension OpenRepository {
  /// Each fetch leaves a pack, and each pack costs a descriptor and a look per object. Past `limit`
  /// of them, makes one of all but the largest. Other openings have to be opened again then.
  func mergePacks(ifMoreThan limit: Int) throws(GitError) -> Bool {
    let packs = try packs()
    guard packs.count > limit else { return false }
    var builder: OpaquePointer?
    defer { unsafe git_packbuilder_free(builder) }
    let action = "merge the packs of \(path)"
    try check(action, unsafe git_packbuilder_new(&builder, pointer))
    let old = packs.sorted { $0.size < $1.size }.dropLast()
    for pack in old {
      for var id in try ids(in: pack.index) {
        try check(action, unsafe git_packbuilder_insert(builder, &id, nil))
      }
    }
    try check(action, unsafe git_packbuilder_write(builder, nil, 0, nil, nil))
    let new = unsafe text(git_packbuilder_name(builder))
    for pack in old where !pack.index.hasSuffix("-\(new).idx") {
      // What cannot be removed is only in the way, and gone next time.
      try? FileManager.default.removeItem(atPath: pack.index)
      try? FileManager.default.removeItem(atPath: pack.data)
    }
    return true
  }

  private struct Pack {
    let index: String
    let size: Int
    var data: String { index.dropLast(3) + "pack" }
  }

  private func packs() throws(GitError) -> [Pack] {
    let directory = "\(path)/objects/pack"
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: directory)
      return try names.filter { $0.hasSuffix(".idx") }.map { name in
        let index = "\(directory)/\(name)"
        let facts = try FileManager.default.attributesOfItem(atPath: index)
        return Pack(index: index, size: facts[.size] as? Int ?? 0)
      }
    } catch {
      throw GitError("list the packs of \(path)", "\(error)", .damaged)
    }
  }

  private func ids(in index: String) throws(GitError) -> [git_oid] {
    let action = "read \(index)"
    var database: OpaquePointer?
    var backend: OpaquePointer?
    defer { unsafe git_odb_free(database) }
    try check(action, unsafe git_odb_new(&database))
    try check(action, unsafe git_odb_backend_one_pack(&backend, index))
    // The database owns the backend from here on.
    try check(action, unsafe git_odb_add_backend(database, backend, 1))
    var ids: [git_oid] = []
    let code = unsafe withUnsafeMutablePointer(to: &ids) { ids in
      unsafe git_odb_foreach(
        database,
        { id, ids in
          if let id = unsafe id?.pointee {
            unsafe ids?.assumingMemoryBound(to: [git_oid].self).pointee.append(id)
          }
          return 0
        }, ids)
    }
    try check(action, code)
    return ids
  }
}
