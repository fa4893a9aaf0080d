// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit

/// A repository that plain git made: a bare one, and a place where commits are made.
struct Repository: Sendable {
  let origin: URL
  private let work: URL

  init(in folder: URL) async throws {
    origin = folder.appending(path: "origin.git")
    work = folder.appending(path: "work")
    try await Self.git("init", "-q", "--bare", "-b", "main", origin.path)
    try await Self.git("init", "-q", "-b", "main", work.path)
    try await Self.git("-C", work.path, "remote", "add", "origin", origin.path)
  }

  @discardableResult
  private static func git(_ words: String...) async throws -> String {
    try await git(words)
  }

  private static func git(_ words: [String]) async throws -> String {
    var command = Command(try Part.path("git"), words)
    command.environment = .extended([
      "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
      "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com",
      "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com",
    ])
    return try await command.run().text.trimmingCharacters(in: .newlines)
  }

  @discardableResult
  func git(_ words: String...) async throws -> String {
    try await Self.git(["-C", work.path] + words)
  }

  func place(of path: String) -> String { work.appending(path: path).path }

  func write(_ path: String, _ text: String) throws {
    let file = work.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// Commits files, without those that are nil, and pushes. Answers the revision as Flux writes it.
  @discardableResult
  func commit(_ files: [String: String?]) async throws -> String {
    for (path, text) in files {
      if let text {
        try write(path, text)
      } else {
        try FileManager.default.removeItem(at: work.appending(path: path))
      }
    }
    return try await commitAll()
  }

  @discardableResult
  func commitAll() async throws -> String {
    try await git("add", "-A")
    try await git("commit", "-q", "--allow-empty", "-m", "Change")
    return try await push()
  }

  @discardableResult
  func push() async throws -> String {
    try await git("push", "-q", "--force", "origin", "HEAD:main")
    return "main@sha1:\(try await git("rev-parse", "HEAD"))"
  }
}
