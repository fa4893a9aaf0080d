// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Glibc
import Log

/// One connection to one SQLite file. Not `Sendable`: whoever opens it keeps it on one thread.
@safe final class Database {
  let path: String
  private let handle: OpaquePointer

  init(_ path: String, mayCreate: Bool = true) throws(StoreError) {
    self.path = path
    var opened: OpaquePointer?
    let creating = mayCreate ? SQLITE_OPEN_CREATE : 0
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | creating
    let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
    guard let handle = unsafe opened else {
      throw StoreError(.cannotOpen, "open \(path)", "out of memory")
    }
    guard code == SQLITE_OK else {
      // "Whether or not an error occurs when it is opened, resources associated with the database
      // connection handle should be released."
      let failure = unsafe Self.failure("open", handle, path)
      unsafe sqlite3_close_v2(handle)
      throw failure
    }
    unsafe self.handle = unsafe handle
    unsafe sqlite3_extended_result_codes(handle, 1)
    unsafe sqlite3_busy_timeout(handle, 5000)
  }

  deinit { unsafe sqlite3_close_v2(handle) }

  /// Runs statements that answer nothing.
  func run(_ sql: String) throws(StoreError) {
    try check("write to", unsafe sqlite3_exec(handle, sql, nil, nil, nil))
  }

  func prepare(_ sql: String) throws(StoreError) -> Statement {
    var prepared: OpaquePointer?
    let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
    try check("read", unsafe sqlite3_prepare_v3(handle, sql, -1, flags, &prepared, nil))
    guard let statement = unsafe prepared else {
      preconditionFailure("an empty statement was prepared")
    }
    return unsafe Statement(statement, of: self)
  }

  func integer(_ sql: String) throws(StoreError) -> Int64 {
    let statement = try prepare(sql)
    return try statement.step() ? statement.integer(0) : 0
  }

  func text(_ sql: String) throws(StoreError) -> String {
    let statement = try prepare(sql)
    return try statement.step() ? statement.text(0) : ""
  }

  func check(_ verb: String, _ code: Int32) throws(StoreError) {
    guard code != SQLITE_OK, code != SQLITE_ROW, code != SQLITE_DONE else { return }
    throw unsafe Self.failure(verb, handle, path)
  }

  /// Reads the error of the last call: it must be asked for before any other call on the connection.
  private static func failure(_ verb: String, _ handle: OpaquePointer, _ path: String) -> StoreError
  {
    let cause = unsafe String(cString: sqlite3_errmsg(handle))
    switch unsafe sqlite3_errcode(handle) & 0xff {
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      return StoreError(
        .corrupted, "\(verb) \(path)", cause, hint: "restore it from a backup: capctl restore FILE")
    case SQLITE_FULL:
      return StoreError(.full, "\(verb) \(path)", "the disk is full")
    case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_READONLY:
      return StoreError(
        .cannotOpen, "\(verb) \(path)", cause,
        hint: "check that the folder exists and may be written")
    case SQLITE_IOERR:
      // SQLite's own words, "disk I/O error", keep to themselves what the system said.
      let number = unsafe sqlite3_system_errno(handle)
      let reason = number == 0 ? cause : unsafe String(cString: strerror(number)).lowercased()
      return StoreError(number == EFBIG ? .full : .other, "\(verb) \(path)", reason)
    case SQLITE_BUSY, SQLITE_LOCKED:
      return StoreError(
        .locked, "\(verb) \(path)", "another process has locked the database",
        hint: "end that process; see fuser \(path)")
    default:
      return StoreError(.other, "\(verb) \(path)", cause)
    }
  }
}
