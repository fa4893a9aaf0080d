// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Log
import Spawn

/// A person's clone of a management repository.
///
/// The commit is made by git itself: hooks, signatures and the name of its author are as that person set them
/// up, which no library would heed.
struct WorkingCopy {
  /// Its top folder.
  let path: String

  init(containing folder: String) async throws {
    var command = Command("git", ["-C", folder, "rev-parse", "--show-toplevel"])
    command.accepts = Set(0...255)
    command.deadline = .seconds(60)
    let output = try await command.run()
    guard output.exitCode == 0 else {
      throw WorkingCopyError(
        folder, "it is in no git repository",
        hint: "capctl generate repo makes one; --repo names another folder")
    }
    path = output.text.trimmedLine
  }

  /// Refuses what a commit would mix up with other work, or what others have gone on from.
  func check() async throws {
    let changes = try await git("status", "--porcelain")
    guard changes.isEmpty else {
      let count = changes.split(separator: "\n").count
      throw WorkingCopyError(
        path, "it has \(count == 1 ? "a change" : "\(count) changes") not committed",
        hint: "commit or put away what git status shows")
    }
    let head = try await tryGit("symbolic-ref", "-q", "HEAD")
    guard head.exitCode == 0 else {
      throw WorkingCopyError(path, "it is on no branch", hint: "git switch main")
    }
    let counts = try await tryGit("rev-list", "--count", "HEAD..@{upstream}")
    guard counts.exitCode == 0, let behind = Int(counts.text.trimmedLine), behind > 0 else {
      return
    }
    throw WorkingCopyError(
      path, "its branch lacks \(behind) commit\(behind == 1 ? "" : "s") of the one it follows",
      hint: "git pull --rebase")
  }

  /// Adds a file and commits it, alone. Where that does not work, nothing stays of it.
  /// - Returns: The commit, short.
  func commit(_ text: String, to file: String, _ message: String) async throws -> String {
    let whole = "\(path)/\(file)"
    guard !FileManager.default.fileExists(atPath: whole) else {
      throw WorkingCopyError(
        path, "\(file) is there already", hint: "change it, or write elsewhere with --write-to")
    }
    let before = try await tryGit("rev-parse", "HEAD").text
    let made = try makeFolders(above: file)
    do {
      try WrittenFile(whole).write(text)
      _ = try await git("add", "--", file)
      _ = try await git("commit", "--quiet", "-m", message, "--", file)
    } catch {
      // What is cancelled could not put anything back by itself.
      let isCommitted = await Task { await undo(file, made, unlessAfter: before) }.value
      if !isCommitted { throw error }
    }
    return await Task { (try? await tryGit("rev-parse", "--short", "HEAD"))?.text ?? "" }.value
      .trimmedLine
  }

  /// Takes back what was begun.
  /// - Returns: Whether git had come to its end all the same, and there is nothing to take back.
  private func undo(
    _ file: String, _ made: [String], unlessAfter commit: String
  ) async -> Bool {
    let now = try? await tryGit("rev-parse", "HEAD").text
    if let now, now != commit { return true }
    _ = try? await tryGit("reset", "--quiet", "--", file)
    try? FileManager.default.removeItem(atPath: "\(path)/\(file)")
    for folder in made.reversed() { try? FileManager.default.removeItem(atPath: folder) }
    return false
  }

  /// - Returns: Those that were not there.
  private func makeFolders(above file: String) throws -> [String] {
    var made: [String] = []
    var folder = path
    for name in file.split(separator: "/").dropLast() {
      folder += "/\(name)"
      guard !FileManager.default.fileExists(atPath: folder) else { continue }
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: false)
      } catch { throw WorkingCopyError(path, "the folder \(folder) cannot be made") }
      made.append(folder)
    }
    return made
  }

  private func git(_ words: String...) async throws -> String {
    let output = try await run(words)
    guard output.exitCode == 0 else {
      let lines = output.errorText.split(separator: "\n").map(String.init)
      throw WorkingCopyError(
        path, "git \(words[0]) failed: \(lines.last ?? "it gave no reason")", hint: nil)
    }
    return output.text
  }

  private func tryGit(_ words: String...) async throws -> Output { try await run(words) }

  private func run(_ words: [String]) async throws -> Output {
    var command = Command("git", ["-C", path] + words)
    command.accepts = Set(0...255)
    // A hook may take its time.
    command.deadline = .seconds(600)
    return try await command.run()
  }
}

/// Why nothing is committed.
struct WorkingCopyError: Failure {
  let action: String
  let cause: String
  let hint: String?

  init(_ path: String, _ cause: String, hint: String? = nil) {
    action = "commit to \(path)"
    (self.cause, self.hint) = (cause, hint)
  }
}

extension String {
  /// Without the line's end.
  fileprivate var trimmedLine: String {
    String(prefix { !$0.isNewline })
  }
}
