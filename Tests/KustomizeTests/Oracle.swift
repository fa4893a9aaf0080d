// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import Spawn
import TestKit

/// `kubectl kustomize`, asked what it makes of the corpus.
enum Oracle {
  /// Whether there is a kubectl that may be asked: one of 1.30 or newer.
  static func isInstalled() async throws -> Bool {
    guard (try? Part.path("kubectl")) != nil else { return false }
    let minor = try await client()["clientVersion", "minor"]?.string?.prefix { $0.isNumber } ?? ""
    return (Int(minor) ?? 0) >= 30
  }

  static func version() async throws -> String {
    "kubectl kustomize \(try await client()["kustomizeVersion"]?.string ?? "")"
  }

  private static func client() async throws -> Value {
    try JSON.parse(try await kubectl(["version", "--client", "-o", "json"]).bytes)
  }

  /// Two at a time.
  static func answers(to seeds: [UInt64]) async throws -> [UInt64: Answer] {
    var answers: [UInt64: Answer] = [:]
    for part in stride(from: 0, to: seeds.count, by: 2) {
      let pair = seeds[part..<min(part + 2, seeds.count)]
      try await withThrowingTaskGroup(of: (UInt64, Answer).self) { group in
        for seed in pair {
          group.addTask { (seed, try await answer(to: Corpus(seed: seed).files, at: "o")) }
        }
        for try await (seed, answer) in group { answers[seed] = answer }
      }
    }
    return answers
  }

  /// What it makes of the directory `top` of some files.
  static func answer(to files: [String: String], at top: String) async throws -> Answer {
    try await withTemporaryDirectory { root in
      for (path, text) in files {
        let file = root.appending(path: path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
      let output = try await kubectl([
        "kustomize", root.appending(path: top).path(), "--load-restrictor",
        "LoadRestrictionsNone",
      ])
      return output.exitCode == 0
        ? Answer(text: output.text, mistakes: "") : Answer(text: nil, mistakes: output.errorText)
    }
  }

  private static func kubectl(_ arguments: [String]) async throws -> Output {
    var command = Command("kubectl", arguments)
    command.accepts = [0, 1]
    command.deadline = .seconds(120)
    return try await command.run()
  }
}
