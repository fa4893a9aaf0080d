// SPDX-License-Identifier: Apache-2.0

import CommandLine
import FoundationEssentials
import Glibc
import Log
import RepoTemplates
import Spawn

extension Verb {
  static let generateRepo = Verb(
    "repo", "Make a management repository",
    details: """
      A folder with a README, a check for each commit, an example for continuous integration and the first commit. What is \
      committed in its folder clusters is what capctl up --repo makes.
      """,
    examples: [
      Example(
        "Begin, and follow it",
        "capctl generate repo fleet\ncapctl up --repo ./fleet --path clusters")
    ],
    [Argument("FOLDER", completion: .files)]
  ) { input in
    let folder = input.arguments[0]
    let scaffold = RepoScaffold(folder: folder)
    try await cancelledByInterrupt { try await scaffold.make() }
    input.console.say("made \(folder)")
    input.console.say("hint: capctl up --repo \(folder) --path clusters")
    return .done
  }
}

/// A new management repository: made as a whole beside its place, then put there.
private struct RepoScaffold {
  let folder: String

  func make() async throws {
    let draft = folder + ".capctl-new"
    try checkPlace()
    do {
      try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: true)
      for file in RepoTemplates.files { try write(file, under: draft) }
      for words in [
        ["init", "--quiet", "--initial-branch=main"], ["add", "-A"],
        ["commit", "--quiet", "-m", "Begin a management repository"],
      ] {
        try await git(words, in: draft)
      }
      unsafe rmdir(folder)
      guard unsafe rename(draft, folder) == 0 else { throw WriteError(folder, code: errno) }
    } catch {
      try? FileManager.default.removeItem(atPath: draft)
      throw error
    }
  }

  private func checkPlace() throws {
    guard FileManager.default.fileExists(atPath: folder) else { return }
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    guard names?.isEmpty == true else {
      throw WorkingCopyError(folder, "it is there already", hint: "name a folder that is not there")
    }
  }

  private func write(
    _ file: (path: String, bytes: [UInt8], isProgram: Bool), under root: String
  ) throws {
    let path = "\(root)/\(file.path)"
    let parent = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    try WrittenFile(path).write(
      String(decoding: file.bytes, as: UTF8.self), newMode: file.isProgram ? 0o755 : 0o644)
  }

  private func git(_ words: [String], in folder: String) async throws {
    var command = Command("git", ["-C", folder] + words)
    command.deadline = .seconds(60)
    command.accepts = Set(0...255)
    let output = try await command.run()
    guard output.exitCode == 0 else {
      let why = output.errorText.split(separator: "\n").last.map(String.init) ?? ""
      throw WorkingCopyError(
        self.folder, "git \(words[0]) failed: \(why)",
        hint: "git config --global user.name and user.email say who commits")
    }
  }
}
