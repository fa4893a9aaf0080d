// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Manifest
import Spawn
import TestKit
import Testing

struct BackupTests {
  private static let maps = "/api/v1/namespaces/default/configmaps"

  private static func map(_ name: String) -> Value {
    [
      "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)],
      "data": ["number": .string(name)],
    ]
  }

  /// Writes one object after the other until it is cancelled, and tells how many it has written.
  private func write(_ server: Server, _ writer: Int, _ count: Progress) async throws {
    let client = HTTPClient(environment: [:])
    for number in 0... {
      if Task.isCancelled { return }
      let answer = try await server.send(
        "POST", Self.maps, Self.map("w\(writer)-\(number)"), on: client)
      try #require(answer.status == 201)
      await count.add()
    }
  }

  private actor Progress {
    private(set) var count = 0
    func add() { count += 1 }
  }

  @Test func `a backup under load is of one moment`() async throws {
    try await withTemporaryDirectory { folder in
      let file = folder.appending(path: "backup.db").path
      let data = folder.appending(path: "data")
      try await Server.run(in: data) { server in
        let progress = Progress()
        try await withThrowingTaskGroup(of: Void.self) { group in
          for writer in 0..<8 { group.addTask { try await write(server, writer, progress) } }
          try await eventually("some are written") { await progress.count > 100 }
          let output = try await Capctl.run("backup", file, "--data-dir", data.path)
          #expect(output.exitCode == 0)
          #expect(output.errorText.hasPrefix("wrote \(file): "), "\(output.errorText)")
          group.cancelAll()
        }
      }
      let restored = folder.appending(path: "restored")
      let output = try await Capctl.run("restore", file, "--data-dir", restored.path)
      #expect(output.errorText.hasPrefix("restored \(file) to \(restored.path): "))
      try await Server.run(in: restored) { server in
        let list = try await server.send("GET", Self.maps, on: HTTPClient(environment: [:])).value
        try expectPrefixes(list)
      }
    }
  }

  /// Each writer made its objects in order, so that what is there of them has no gap.
  private func expectPrefixes(_ list: Value) throws {
    var numbers: [Substring: Set<Int>] = [:]
    for item in list["items"]?.list ?? [] {
      let name = try #require(item["metadata", "name"]?.string)
      let parts = name.split(separator: "-")
      numbers[parts[0], default: []].insert(try #require(Int(parts[1])))
      #expect(item["data", "number"]?.string == name)
    }
    #expect(numbers.values.reduce(0) { $0 + $1.count } > 100)
    for found in numbers.values { #expect(found == Set(0..<found.count)) }
  }

  @Test func `neither overwrites what is there unless it is told to`() async throws {
    try await withTemporaryDirectory { folder in
      let file = try folder.write("mine", to: "backup.db").path
      let data = folder.appending(path: "data").path
      try await Server.run(in: URL(filePath: data)) { _ in }
      let refused = try await Capctl.run("backup", file, "--data-dir", data)
      #expect(
        refused.errorText == """
          error: cannot write \(file): it is there already
          hint: replace it with --force

          """)
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
      let forced = try await Capctl.run("backup", file, "--data-dir", data, "--force")
      #expect(forced.exitCode == 0)
      let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      let kept = try await Capctl.run("restore", file, "--data-dir", data)
      #expect(
        kept.errorText == """
          error: cannot restore to \(data): a store is there already
          hint: replace it with --force, or give another folder with --data-dir

          """)
      let replaced = try await Capctl.run("restore", file, "--data-dir", data, "--force")
      #expect(replaced.exitCode == 0)
    }
  }

  @Test func `a folder that is served is not restored to`() async throws {
    try await withTemporaryDirectory { folder in
      let file = folder.appending(path: "backup.db").path
      let data = folder.appending(path: "data")
      try await Server.run(in: data) { server in
        _ = try await Capctl.run("backup", file, "--data-dir", data.path)
        let output = try await Capctl.run("restore", file, "--data-dir", data.path, "--force")
        #expect(output.exitCode == 1)
        #expect(
          output.errorText.hasPrefix(
            "error: cannot lock \(data.path)/lock: process \(server.daemon.process) uses "))
      }
    }
  }

  @Test(arguments: [
    ("garbage", "file is not a database"), ("empty", "it is a database, but not a store of capctl"),
    ("foreign", "it is a database, but not a store of capctl"),
    ("newer", "it was written by a newer capctl (schema 99, this one knows 1)"),
    ("damaged", "the database is damaged"),
  ]) func `a file that is no whole backup changes nothing`(
    kind: String, cause: String
  ) async throws {
    try await withTemporaryDirectory { folder in
      let data = folder.appending(path: "data")
      let client = HTTPClient(environment: [:])
      try await Server.run(in: data) { server in
        for number in 0..<200 {
          let made = try await server.send("POST", Self.maps, Self.map("m-\(number)"), on: client)
          try #require(made.status == 201)
        }
      }
      let file = folder.appending(path: "backup.db")
      _ = try await Capctl.run("backup", file.path, "--data-dir", data.path)
      try await spoil(file, kind)
      let output = try await Capctl.run("restore", file.path, "--data-dir", data.path, "--force")
      #expect(output.exitCode == 1)
      #expect(
        output.errorText.hasPrefix("error: cannot restore \(file.path): \(cause)"),
        "\(output.errorText)")
      let left = try FileManager.default.contentsOfDirectory(atPath: data.path)
      #expect(!left.contains { $0.contains(".new") })
      try await Server.run(in: data) { server in
        let list = try await server.send("GET", Self.maps, on: client).value
        #expect(list["items"]?.list?.count == 200)
      }
    }
  }

  private func spoil(_ file: URL, _ kind: String) async throws {
    switch kind {
    case "garbage": try Data(repeating: 0x61, count: 8192).write(to: file)
    case "empty": try Data().write(to: file)
    case "foreign":
      try FileManager.default.removeItem(at: file)
      _ = try await Command(Part.path("sqlite3"), file.path, "CREATE TABLE t (a)").run()
    case "newer":
      _ = try await Command(Part.path("sqlite3"), file.path, "PRAGMA user_version = 99").run()
    default:
      let handle = try FileHandle(forUpdating: file)
      try handle.seek(toOffset: 8192)
      try handle.write(contentsOf: Data(repeating: 0xff, count: 8192))
      try handle.close()
    }
  }

  @Test func `what is missing is named`() async throws {
    try await withTemporaryDirectory { folder in
      let nowhere = folder.appending(path: "none").path
      let file = folder.appending(path: "b.db").path
      let backup = try await Capctl.run("backup", file, "--data-dir", nowhere)
      #expect(
        backup.errorText == """
          error: cannot back up \(nowhere)/store.db: no such file or directory
          hint: name the folder of the data with --data-dir

          """)
      let restore = try await Capctl.run("restore", file, "--data-dir", nowhere)
      #expect(restore.errorText == "error: cannot read \(file): no such file or directory\n")
    }
  }
}
