// SPDX-License-Identifier: Apache-2.0

import Foundation
import Log
import SSH
import Spawn
import TestKit
import Testing

struct UploadTests {
  private func attributes(_ file: URL) throws -> (mode: Int?, owner: String?) {
    let all = try FileManager.default.attributesOfItem(atPath: file.path)
    return (all[.posixPermissions] as? Int, all[.ownerAccountName] as? String)
  }

  private func size(_ file: URL) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int
  }

  @Test func `a file arrives whole, with mode and owner, in place of the old one`() async throws {
    try await SSHServer.connected { connection in
      try await withTemporaryDirectory { directory in
        // What a shell could trip over.
        let name = "it's a \"file\" $HOME `id` \\ * ; é\n-x"
        let file = try directory.write("old", to: name)
        let bytes = pattern(3_000_000)
        try await connection.upload(bytes, to: file.path, mode: 0o640, owner: NSUserName())
        #expect(try Data(contentsOf: file) == Data(bytes))
        #expect(try attributes(file) == (0o640, NSUserName()))
        try await connection.upload([], to: file.path)
        #expect(try size(file) == 0)
        #expect(try attributes(file) == (0o600, NSUserName()))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [name])
      }
    }
  }

  @Test func `what cannot be uploaded leaves nothing behind`() async throws {
    try await SSHServer.connected { connection in
      try await withTemporaryDirectory { directory in
        let folder = directory.appending(path: "folder").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        let rows: [(path: String, owner: String?, cause: String)] = [
          (folder, nil, "it is a directory"),
          (directory.path + "/a", "no-such-user", "chown: invalid user: ‘no-such-user’"),
          (directory.path + "/a", "-R", "chown: invalid user: ‘-R’"),
          ("relative", nil, "not the absolute path of a file"),
          (folder + "/", nil, "not the absolute path of a file"),
        ]
        for row in rows {
          let error = await #expect(throws: SSHError.self) {
            try await connection.upload([1], to: row.path, owner: row.owner)
          }
          let cause = row.cause.replacing("‘", with: "'").replacing("’", with: "'")
          #expect(
            error?.description.replacing("‘", with: "'").replacing("’", with: "'")
              == "cannot upload \(row.path) to \(connection.endpoint): \(cause)")
        }
        let missing = await #expect(throws: SSHError.self) {
          try await connection.upload([1], to: folder + "/none/a")
        }
        #expect(missing?.cause.contains("No such file or directory") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["folder"])
      }
    }
  }

  @Test func `an upload that is cut short does not replace the old file`() async throws {
    try await SSHServer.connected { connection in
      try await withTemporaryDirectory { directory in
        let file = try directory.write("old", to: "file")
        let bytes = [UInt8](repeating: 1, count: 64 << 20)
        let error = await #expect(throws: SSHError.self) {
          try await connection.upload(
            bytes, to: file.path, deadline: ContinuousClock.now + .milliseconds(100))
        }
        #expect(
          error?.description == "cannot upload \(file.path) to \(connection.endpoint): timed out")
        try await eventually("the remains are gone") {
          try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["file"]
        }
        #expect(try size(file) == 3)
      }
    }
  }

  @Test(arguments: [
    "", "a", "a b", "it's", "''", "$(id)", "`id`", "\\", "\"", "a\nb", "*", "é", "!x",
  ])
  func `a quoted text is one word to the shell`(text: String) async throws {
    let result = try await Command("sh", "-c", "printf '%s|' " + shellQuoted(text)).run()
    #expect(result.text == text + "|")
  }
}
