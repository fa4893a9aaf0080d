// SPDX-License-Identifier: Apache-2.0

import Foundation
import Git
import HTTP
import Log
import Spawn
import TestKit

/// A repository that plain git made, and a place for mirrors of it.
struct GitFixture {
  let directory: URL
  let client = HTTPClient()
  /// Bare: what remotes point at.
  let origin: URL
  /// Where commits are made.
  let work: URL

  /// Lends an empty repository.
  static func run<Result>(_ body: (GitFixture) async throws -> Result) async throws -> Result {
    try await withTemporaryDirectory { directory in
      let fixture = GitFixture(
        directory: directory, origin: directory.appending(path: "origin.git"),
        work: directory.appending(path: "work"))
      try await fixture.git("init", "-q", "--bare", "-b", "main", fixture.origin.path)
      try await fixture.git("init", "-q", "-b", "main", fixture.work.path)
      return try await body(fixture)
    }
  }

  /// Runs git where commits are made, and answers what it writes, without its last line end.
  @discardableResult
  func git(_ arguments: String..., at place: URL? = nil) async throws -> String {
    let place = place ?? (FileManager.default.fileExists(atPath: work.path) ? work : directory)
    var command = Command("git", ["-C", place.path] + arguments)
    command.environment = .extended([
      "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
      "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com",
      "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com",
    ])
    command.limit = 64 << 20
    let output = try await command.run()
    return output.text.trimmingCharacters(in: .newlines)
  }

  /// Commits files to the branch that is checked out, and pushes it. Answers the commit.
  @discardableResult
  func commit(_ files: [String: String], message: String = "Change") async throws -> ObjectID {
    for (path, text) in files {
      let file = work.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    try await git("add", "-A")
    try await git("commit", "-q", "--allow-empty", "-m", message)
    try await push("HEAD")
    return try await id("HEAD")
  }

  func push(_ references: String...) async throws {
    for reference in references {
      try await git("push", "-q", "--force", origin.path, reference)
    }
  }

  /// What git says that a revision of `origin` is.
  func id(_ revision: String, at place: URL? = nil) async throws -> ObjectID {
    let text = try await git("rev-parse", "--verify", revision, at: place)
    guard let id = ObjectID(text) else { throw TestFailure("read \(revision)", text) }
    return id
  }

  func remote() throws -> Remote { Remote(try GitURL("file://\(origin.path)")) }

  func mirror(_ name: String = "mirror", of remote: Remote? = nil) throws -> Mirror {
    let path = directory.appending(path: name).path
    return Mirror(of: try remote ?? self.remote(), at: path, over: client)
  }

  /// Two mirrors are alike to git: the same refs, and no object that is not as it should be.
  func checkMirror(_ name: String = "mirror") async throws {
    let place = directory.appending(path: name)
    try await git("fsck", "--strict", at: place)
  }
}

/// The error that `body` throws, for all that it says to be looked at.
func failure<Result>(_ body: () async throws -> Result) async throws -> GitError {
  do {
    _ = try await body()
  } catch let error as GitError {
    return error
  }
  throw TestFailure("see it fail", "it succeeded")
}

extension GitFixture {
  /// Adds so many commits to the branch that is checked out.
  func commitMany(_ count: Int) async throws {
    var stream = ""
    let parent = try? await id("HEAD")
    for number in 1...count {
      stream +=
        "commit refs/heads/main\ncommitter Ada <ada@example.com> \(1_700_000_000 + number) +0000\n"
      stream += "data 3\none\n"
      if number == 1, let parent { stream += "from \(parent)\n" }
      stream += "M 100644 inline f\(number % 10)\ndata \(String(number).count)\n\(number)\n\n"
    }
    try directory.write(stream, to: "stream")
    try await git(
      "-c", "alias.import=!git fast-import --quiet < \(directory.path)/stream", "import")
    try await git("checkout", "-q", "-f", "main")
    try await push("HEAD")
  }

  /// Gives `origin` a hook, as lines of a shell.
  func addHook(_ name: String, _ script: String) throws {
    let file = try origin.appending(path: "hooks").write("#!/bin/sh\n\(script)\n", to: name)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
  }
}

func randomData(_ count: Int) throws -> Data {
  guard let random = FileHandle(forReadingAtPath: "/dev/urandom"),
    let data = try random.read(upToCount: count)
  else { throw TestFailure("read /dev/urandom", "nothing came") }
  return data
}

func randomBytes(_ count: Int) throws -> [UInt8] { [UInt8](try randomData(count)) }

/// Several mirrors add one to the number in the same file, so often each; no addition may be lost.
func race(_ fixture: GitFixture, _ remote: Remote, in mirrors: Int, times: Int) async throws {
  try await fixture.commit(["count": "0"])
  try await withThrowingTaskGroup(of: Void.self) { group in
    for index in 0..<mirrors {
      let mirror = try fixture.mirror("racer\(index)", of: remote)
      group.addTask { for _ in 0..<times { try await addOne(mirror) } }
    }
    try await group.waitForAll()
  }
  try await fixture.git("fsck", "--strict", at: fixture.origin)
  let total = mirrors * times
  let count = try await fixture.git("show", "main:count", at: fixture.origin)
  let commits = try await fixture.git("rev-list", "--count", "main", at: fixture.origin)
  guard count == "\(total)", commits == "\(total + 1)" else {
    throw TestFailure("count to \(total)", "it is \(count), in \(commits) commits")
  }
}

private func addOne(_ mirror: Mirror) async throws {
  let draft = CommitDraft(
    author: Signature(name: "Ada", email: "ada@example.com", time: 1_700_000_000), message: "+1\n")
  _ = try await mirror.push(draft, to: "main", attempts: 100) { tip in
    guard let tip else { throw TestFailure("add one", "there is no branch") }
    let entry = try await mirror.contents.entry(at: "count", in: tip)
    let text = String(decoding: try await mirror.contents.blob(entry.id), as: UTF8.self)
    return [.write(path: "count", bytes: Array("\((Int(text) ?? 0) + 1)".utf8))]
  }
}
