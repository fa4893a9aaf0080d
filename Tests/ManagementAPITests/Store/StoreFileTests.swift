// SPDX-License-Identifier: Apache-2.0

import Foundation
import ManagementAPI
import TestKit
import Testing

struct StoreFileTests {
  private func failure(_ path: String) -> StoreError? {
    do {
      _ = try Store(path)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a file that is no database is named, and left as it is`() async throws {
    try await withTemporaryDirectory { folder in
      let path = folder.appending(path: "store.db").path
      let garbage = Data(repeating: 0x61, count: 8192)
      try garbage.write(to: URL(filePath: path))
      let error = try #require(failure(path))
      #expect(error.kind == .corrupted)
      #expect("\(error)" == "cannot write to \(path): file is not a database")
      #expect(error.hint == "restore it from a backup: capctl restore FILE")
      #expect(try Data(contentsOf: URL(filePath: path)) == garbage)
    }
  }

  @Test func `a damaged database is not opened`() async throws {
    try await withTemporaryDirectory { folder in
      let path = folder.appending(path: "store.db").path
      do {
        let store = try Store(path)
        for number in 0..<200 {
          let name = "n\(number)"
          _ = try await store.commit(.create(StoreTests.key(name), StoreTests.body(name)))
        }
      }
      // Closing moves what was written from the log into the file.
      try await eventually("the store is closed") {
        !FileManager.default.fileExists(atPath: "\(path)-wal")
      }
      let file = try FileHandle(forUpdating: URL(filePath: path))
      try file.seek(toOffset: 4096)
      try file.write(contentsOf: Data(repeating: 0xff, count: 8192))
      try file.close()
      #expect(failure(path)?.kind == .corrupted)
    }
  }

  @Test func `a file of a newer capctl is refused`() async throws {
    try await withTemporaryDirectory { folder in
      let path = folder.appending(path: "store.db").path
      do { _ = try Store(path) }
      let file = try FileHandle(forUpdating: URL(filePath: path))
      // The user version stands at offset 60 of the header, big-endian.
      try file.seek(toOffset: 60)
      try file.write(contentsOf: Data([0, 0, 0, 99]))
      try file.close()
      let error = try #require(failure(path))
      #expect(error.kind == .newerSchema)
      #expect(
        "\(error)".hasSuffix("it was written by a newer capctl (schema 99, this one knows 1)"))
    }
  }

  @Test func `a folder that is not there is named`() async throws {
    let error = try #require(failure("/nonexistent/store.db"))
    #expect("\(error)" == "cannot open /nonexistent/store.db: unable to open database file")
    #expect(error.hint == "check that the folder exists and may be written")
  }
}
