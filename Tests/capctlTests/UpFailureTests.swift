// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Manifest
import Spawn
import TestKit
import Testing

struct UpFailureTests {
  private func start(_ folder: URL, _ words: String...) async throws -> Output {
    var command = Command(
      Capctl.path, ["up", "--data-dir", folder.path, "--listen", ":0"] + words)
    command.environment = Capctl.environment()
    command.accepts = Set(0...255)
    command.deadline = .seconds(120)
    return try await command.run()
  }

  @Test func `a second process on the folder is told who is there`() async throws {
    try await withTemporaryDirectory { folder in
      try await Server.run(in: folder) { server in
        let output = try await start(folder)
        #expect(output.exitCode == 1)
        #expect(
          output.errorText == """
            error: cannot lock \(folder.path)/lock: process \(server.daemon.process) uses \
            \(folder.path)
            hint: end that process, or give another folder with --data-dir

            """)
        #expect(FileManager.default.fileExists(atPath: server.kubeconfig))
      }
    }
  }

  @Test func `a damaged store is named, and left as it is`() async throws {
    try await withTemporaryDirectory { folder in
      let garbage = Data(repeating: 0x61, count: 8192)
      let path = folder.appending(path: "store.db")
      try garbage.write(to: path)
      let output = try await start(folder)
      #expect(output.exitCode == 1)
      #expect(
        output.errorText == """
          error: cannot write to \(path.path): file is not a database
          hint: restore it from a backup: capctl restore FILE

          """)
      #expect(try Data(contentsOf: path) == garbage)
    }
  }

  @Test func `a store of a newer capctl is refused`() async throws {
    try await withTemporaryDirectory { folder in
      try await Server.run(in: folder) { _ in }
      let path = folder.appending(path: "store.db").path
      _ = try await Command(Part.path("sqlite3"), path, "PRAGMA user_version = 99").run()
      let output = try await start(folder)
      #expect(output.exitCode == 1)
      #expect(
        output.errorText.hasPrefix(
          "error: cannot open \(path): it was written by a newer capctl (schema 99, this one knows")
      )
    }
  }

  @Test func `a store that another program has locked is named`() async throws {
    try await withTemporaryDirectory { folder in
      try await Server.run(in: folder) { _ in }
      let path = folder.appending(path: "store.db").path
      // It holds the lock for as long as its input is open.
      let pipe = Pipe()
      var sqlite = Command(try Part.path("sqlite3"), path)
      sqlite.input = .descriptor(pipe.fileHandleForReading.fileDescriptor)
      try pipe.fileHandleForWriting.write(
        contentsOf: Data(
          "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; SELECT 'locked';\n".utf8))
      try await Daemon.run(sqlite, until: .wrote("locked")) { _ in
        let output = try await start(folder)
        #expect(output.exitCode == 1)
        #expect(
          output.errorText.hasSuffix(
            """
             \(path): another process has locked the database
            hint: end that process; see fuser \(path)

            """), "\(output.errorText)")
      }
    }
  }

  @Test func `an address that is taken is named`() async throws {
    try await withTemporaryDirectory { folder in
      try await Server.run(in: folder.appending(path: "one")) { server in
        let address = try server.url.dropFirst("https://".count)
        let output = try await start(folder.appending(path: "two"), "--listen", String(address))
        #expect(output.exitCode == 1)
        #expect(
          output.errorText == """
            error: cannot listen at \(address): address already in use
            hint: give another port

            """)
        let left = folder.appending(path: "two/kubeconfig").path
        #expect(!FileManager.default.fileExists(atPath: left))
      }
    }
  }

  @Test(arguments: [
    (
      "/proc/capctl",
      "error: cannot make the folder /proc/capctl: no such file or directory\n"
    ),
    ("/dev/null", "error: cannot make the folder /dev/null: a file is there\n"),
    (
      "/dev/null/d",
      "error: cannot make the folder /dev/null/d: not a directory\n"
    ),
  ]) func `a folder that cannot be made is named`(path: String, error: String) async throws {
    let output = try await start(URL(filePath: path))
    #expect(output.errorText == error)
    #expect(output.exitCode == 1)
  }

  @Test(arguments: [
    (["--listen", "somewhere"], "error: cannot listen at somewhere: it is no address and port\n"),
    (
      ["--listen", "example:1"],
      "error: cannot listen at example:1: example is not an IP address\n"
    ),
    (
      ["--token-file", "/nonexistent"], "error: cannot read tokens from /nonexistent: no such file"
    ),
  ]) func `a setting that makes no sense is named`(words: [String], error: String) async throws {
    try await withTemporaryDirectory { folder in
      var command = Command(
        Capctl.path, ["up", "--data-dir", folder.path, "--listen", ":0"] + words)
      command.environment = Capctl.environment()
      command.accepts = [1]
      command.deadline = .seconds(120)
      let output = try await command.run()
      #expect(output.errorText.hasPrefix(error))
    }
  }

  @Test func `a line of a token file is named, and never shown`() async throws {
    try await withTemporaryDirectory { folder in
      let path = try folder.write("good,alice,1\nsecret\n", to: "tokens.csv").path
      let output = try await start(folder.appending(path: "data"), "--token-file", path)
      #expect(
        output.errorText == """
          error: cannot read tokens from \(path): line 2 has no token, user and user id
          hint: write lines such as token,user,uid,"group,group"

          """)
    }
  }

  @Test func `a disk that is full from the start is an error that names the file`() async throws {
    // A ThreadSanitizer needs files of its own; and then SQLite is the first to see that it is full.
    let isWatched = Sanitizer.name == "thread"
    try await withTemporaryDirectory { folder in
      let output = try await Capctl.bash(
        #"ulimit -f $2; "$0" up --data-dir "$1" --listen :0; echo $?"#, folder.path,
        isWatched ? "512" : "4")
      #expect(output.text == "1\n")
      let cause = isWatched ? "disk I/O error" : "file too large"
      #expect(output.errorText.contains("\(folder.path)/store.db: \(cause)"), "\(output)")
    }
  }
}
