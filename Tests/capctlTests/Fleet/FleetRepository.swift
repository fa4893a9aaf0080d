// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spawn
import TestKit

/// A repository of git's own that a server follows, and a folder in which commits are made.
struct FleetRepository {
  let origin: URL
  let work: URL

  init(in folder: URL) async throws {
    origin = folder.appending(path: "repos/fleet.git")
    work = folder.appending(path: "work")
    try await git("init", "-q", "--bare", "-b", "main", origin.path)
    try await git("init", "-q", "-b", "main", work.path)
  }

  @discardableResult
  func git(_ words: String...) async throws -> String {
    var command = Command(try Part.path("git"), words)
    command.environment = .extended([
      "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "Ada", "GIT_COMMITTER_NAME": "Ada",
      "GIT_AUTHOR_EMAIL": "ada@example.com", "GIT_COMMITTER_EMAIL": "ada@example.com",
    ])
    return try await command.run().text.trimmingCharacters(in: .newlines)
  }

  /// Commits files, without those that are nil, and pushes.
  func commit(_ files: [String: String?]) async throws {
    for (path, text) in files {
      let file = work.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      if let text {
        try Data(text.utf8).write(to: file)
      } else {
        try FileManager.default.removeItem(at: file)
      }
    }
    try await git("-C", work.path, "add", "-A")
    try await git("-C", work.path, "commit", "-q", "--allow-empty", "-m", "Change")
    try await push()
  }

  func push() async throws {
    try await git("-C", work.path, "push", "-q", "--force", origin.path, "HEAD:main")
  }
}
