// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Spawn
import Synchronization
import TestKit
import Testing

/// Ctrl-C at any moment: nothing is half there.
struct InterruptionTests {
  private static let identity = [
    "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.c", "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@b.c", "HOME": "/nowhere",
  ]

  /// Runs capctl, and sends it `number` once the file `sign` is there.
  private func run(
    _ words: [String], until sign: URL, _ number: Int32 = SIGINT, path: String = "/usr/bin:/bin"
  ) async throws -> Output {
    var command = Command(Capctl.path, words)
    command.environment = Capctl.environment(Self.identity.merging(["PATH": path]) { $1 })
    command.accepts = Set(0...255)
    command.deadline = .seconds(240)
    let started = Mutex<Int32?>(nil)
    var observer = Command.Observer()
    observer.started = { process in started.withLock { $0 = process } }
    async let output = command.run(observer)
    try await eventually("\(sign.lastPathComponent) is there") {
      FileManager.default.fileExists(atPath: sign.path)
    }
    if let process = started.withLock(\.self) { kill(process, number) }
    return try await output
  }

  private func git(_ folder: URL, _ words: String...) async throws -> Output {
    var command = Command("git", ["-C", folder.path] + words)
    command.environment = .exactly(Self.identity.merging(["PATH": "/usr/bin:/bin"]) { $1 })
    command.accepts = Set(0...255)
    return try await command.run()
  }

  private func program(_ text: String, at file: URL) throws {
    try Data(text.utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
  }

  private func files(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a commit that is interrupted leaves the repository as it was`(
    _ number: Int32
  ) async throws {
    try await withTemporaryDirectory { folder in
      let repo = folder.appending(path: "fleet")
      let made = try await Capctl.run(
        words: ["generate", "repo", repo.path],
        environment: Self.identity.merging(["PATH": "/usr/bin:/bin"]) { $1 })
      #expect(made.exitCode == 0, "\(made.errorText)")
      let (ready, hook) = (folder.appending(path: "ready"), repo.appending(path: ".git/hooks"))
      try program(
        "#!/bin/sh\necho $$ >\(ready.path).new; mv \(ready.path).new \(ready.path)\nexec sleep 600\n",
        at: hook.appending(path: "pre-commit"))
      let output = try await run(
        [
          "generate", "cluster", "demo", "-i", "inmemory", "--kubernetes-version", "v1.30.0",
          "--commit", "--repo", repo.path, "--path", "deep/er",
        ], until: ready, number)
      #expect(output.exitCode == 130 && output.errorText == "", "\(output.errorText)")
      #expect(try await git(repo, "status", "--porcelain").text == "")
      #expect(try await git(repo, "rev-list", "--count", "HEAD").text == "1\n")
      #expect(!FileManager.default.fileExists(atPath: repo.path + "/deep"))
      #expect(!FileManager.default.fileExists(atPath: repo.path + "/.git/index.lock"))
      let text = try String(contentsOf: ready, encoding: .utf8)
      let process = try #require(Int32(text.trimmingCharacters(in: .newlines)))
      // Dead at once; init may still have to bury it.
      let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      #expect(stat?.contains(") Z ") ?? true, "the hook still runs")
    }
  }

  @Test func `a commit that was made in the same moment stays`() async throws {
    try await withTemporaryDirectory { folder in
      let repo = folder.appending(path: "fleet")
      let path = ["PATH": "/usr/bin:/bin"]
      _ = try await Capctl.run(
        words: ["generate", "repo", repo.path], environment: Self.identity.merging(path) { $1 })
      let ready = folder.appending(path: "ready")
      // By then it is there, and git has not ended.
      try program(
        "#!/bin/sh\ntouch \(ready.path)\nexec sleep 600\n",
        at: repo.appending(path: ".git/hooks/post-commit"))
      let output = try await run(
        [
          "generate", "cluster", "demo", "-i", "inmemory", "--kubernetes-version", "v1.30.0",
          "--commit", "--repo", repo.path,
        ], until: ready)
      #expect(output.exitCode == 0 && output.errorText.hasPrefix("committed clusters/demo.yaml"))
      #expect(try await git(repo, "status", "--porcelain").text == "")
      #expect(try await git(repo, "log", "-1", "--format=%s").text == "Add cluster demo\n")
    }
  }

  @Test func `a repository that is not whole yet does not stay`() async throws {
    try await withTemporaryDirectory { folder in
      let (programs, place) = (folder.appending(path: "bin"), folder.appending(path: "place"))
      for made in [programs, place] {
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: false)
      }
      let ready = folder.appending(path: "ready")
      try program(
        "#!/bin/sh\ncase \"$*\" in *' commit '*) touch \(ready.path); exec sleep 600 ;; esac\nexec /usr/bin/git \"$@\"\n",
        at: programs.appending(path: "git"))
      let output = try await run(
        ["generate", "repo", place.appending(path: "fleet").path], until: ready,
        path: "\(programs.path):/usr/bin:/bin")
      #expect(output.exitCode == 130, "\(output.errorText)")
      #expect(try files(place).isEmpty)
    }
  }
}
