// SPDX-License-Identifier: Apache-2.0

package import Foundation
import Spawn

/// A repository of git's own that a server follows, and a folder in which commits are made.
package struct FleetRepository: Sendable {
  package let origin: URL
  package let work: URL

  package init(in folder: URL) async throws {
    origin = folder.appending(path: "repos/fleet.git")
    work = folder.appending(path: "work")
    try await git("init", "-q", "--bare", "-b", "main", origin.path)
    try await git("init", "-q", "-b", "main", work.path)
  }

  @discardableResult
  package func git(_ words: String...) async throws -> String {
    var command = Command(try Part.path("git"), words)
    command.environment = .extended([
      "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "Ada", "GIT_COMMITTER_NAME": "Ada",
      "GIT_AUTHOR_EMAIL": "ada@example.com", "GIT_COMMITTER_EMAIL": "ada@example.com",
    ])
    return try await command.run().text.trimmingCharacters(in: .newlines)
  }

  /// Commits files, without those that are nil, and pushes. Answers the revision as Flux writes it.
  @discardableResult
  package func commit(_ files: [String: String?]) async throws -> String {
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
    return try await revision()
  }

  package func push() async throws {
    try await git("-C", work.path, "push", "-q", "--force", origin.path, "HEAD:main")
  }

  /// Undoes the last commit, by another.
  @discardableResult
  package func revert() async throws -> String {
    try await git("-C", work.path, "revert", "--no-edit", "HEAD")
    try await push()
    return try await revision()
  }

  /// Takes over what others pushed.
  package func pull() async throws {
    try await git("-C", work.path, "pull", "-q", "--rebase", origin.path, "main")
  }

  /// The messages of all commits, oldest first.
  package func messages() async throws -> [String] {
    try await git("-C", origin.path, "log", "--reverse", "--format=%s", "main")
      .split(separator: "\n").map(String.init)
  }

  private func revision() async throws -> String {
    "main@sha1:\(try await git("-C", work.path, "rev-parse", "HEAD"))"
  }
}
