// SPDX-License-Identifier: Apache-2.0

import CGit2

extension OpenRepository {
  /// The bytes of a file. Its size is looked at before it is loaded.
  func blob(_ id: ObjectID, limit: Int) throws(GitError) -> [UInt8] {
    let action = "read blob \(id)"
    let size = try size(of: id, action)
    guard size <= limit else {
      throw GitError(action, "it has \(size) bytes, and the limit is \(limit)", .tooLarge)
    }
    var raw = id.raw
    var blob: OpaquePointer?
    defer { unsafe git_blob_free(blob) }
    try check(damaging: action, unsafe git_blob_lookup(&blob, pointer, &raw))
    return unsafe Array(
      UnsafeRawBufferPointer(
        start: git_blob_rawcontent(blob), count: Int(git_blob_rawsize(blob))))
  }

  private func size(of id: ObjectID, _ action: String) throws(GitError) -> Int {
    var raw = id.raw
    var database: OpaquePointer?
    defer { unsafe git_odb_free(database) }
    try check(action, unsafe git_repository_odb(&database, pointer))
    var size = 0
    var type = GIT_OBJECT_ANY
    try check(damaging: action, unsafe git_odb_read_header(&size, &type, database, &raw))
    guard type == GIT_OBJECT_BLOB else {
      throw GitError(action, "it is no file", .notFound)
    }
    return size
  }
}
