// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// A prepared statement. It keeps its connection alive, and stays on that connection's thread.
@safe final class Statement {
  private let handle: OpaquePointer
  private let database: Database

  @unsafe init(_ handle: OpaquePointer, of database: Database) {
    unsafe self.handle = unsafe handle
    self.database = database
  }

  deinit { unsafe sqlite3_finalize(handle) }

  /// True while there is a row to read.
  func step() throws(StoreError) -> Bool {
    let code = unsafe sqlite3_step(handle)
    try database.check("use", code)
    return code == SQLITE_ROW
  }

  /// Runs a statement that answers nothing, and makes it ready to run again, however it ended.
  func run() throws(StoreError) {
    let code = unsafe sqlite3_step(handle)
    defer { unsafe sqlite3_reset(handle) }
    try database.check("write to", code)
  }

  func bind(_ value: Int64, at index: Int32) {
    unsafe sqlite3_bind_int64(handle, index, value)
  }

  func bind(_ text: String, at index: Int32) {
    var text = text
    _ = text.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
        unsafe capctl_bind_text(handle, index, characters.baseAddress, Int32(characters.count))
      }
    }
  }

  func bind(_ bytes: [UInt8]?, at index: Int32) {
    guard let bytes else {
      unsafe sqlite3_bind_null(handle, index)
      return
    }
    _ = unsafe bytes.withUnsafeBytes { buffer in
      unsafe capctl_bind_blob(handle, index, buffer.baseAddress, Int32(buffer.count))
    }
  }

  func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

  func text(_ column: Int32) -> String {
    String(decoding: bytes(column) ?? [], as: UTF8.self)
  }

  /// Nil for a NULL.
  func bytes(_ column: Int32) -> [UInt8]? {
    guard unsafe sqlite3_column_type(handle, column) != SQLITE_NULL else { return nil }
    let start = unsafe sqlite3_column_blob(handle, column)
    let count = Int(unsafe sqlite3_column_bytes(handle, column))
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
  }
}
