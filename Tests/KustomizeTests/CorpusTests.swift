// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kustomize
import Manifest
import PKI
import TestKit
import Testing

/// Kustomizations made at random, and what `kubectl kustomize` makes of them.
///
/// What it answered is recorded as a digest for each seed, `fails` where it refused. Where a kubectl
/// of 1.30 or newer is installed it is asked again, of a part of them.
struct CorpusTests {
  private static let count: UInt64 = 400
  private static let record = "corpus"

  private static let options = {
    var options = Kustomize.Options()
    options.order = .legacy
    options.detectsManifests = false
    return options
  }()

  @Test func `random kustomizations become what kustomize makes of them`() throws {
    let recorded = try Self.recorded()
    #expect(recorded.count == Self.count)
    for seed in 0..<Self.count {
      let answer = Self.answer(to: Corpus(seed: seed))
      #expect(answer.digest == recorded[seed], "seed \(seed): \(answer.shown.prefix(3000))")
    }
  }

  @Test func `the kubectl at hand still answers what is recorded`() async throws {
    guard try await Oracle.isInstalled() else { return }
    if ProcessInfo.processInfo.environment["CAPCTL_UPDATE_GOLDEN"] == "1" {
      try Golden.check(try await Oracle.version() + "\n", "recorded-by")
      let answers = try await Oracle.answers(to: Array(0..<Self.count))
      return try Golden.check(
        answers.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.digest)\n" }.joined(),
        Self.record)
    }
    // Every run asks of others.
    var random = SystemRandomNumberGenerator()
    let seeds = Array(0..<Self.count).shuffled(using: &random).prefix(40)
    let recorded = try Self.recorded()
    for (seed, answer) in try await Oracle.answers(to: Array(seeds)) {
      #expect(answer.digest == recorded[seed], "seed \(seed)")
      let ours = Self.answer(to: Corpus(seed: seed))
      #expect(ours.text == answer.text, "seed \(seed)")
    }
  }

  private static func answer(to corpus: Corpus) -> Answer {
    let build = Kustomize.build("o", in: MemoryTree(corpus.files), options: options)
    guard let text = try? build.text() else {
      return Answer(text: nil, mistakes: build.mistakes.joined(separator: "\n"))
    }
    return Answer(text: text, mistakes: "")
  }

  private static func recorded() throws -> [UInt64: String] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/\(record)")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    return try Dictionary(
      uniqueKeysWithValues: lines.map { line in
        let words = line.split(separator: " ")
        return (try #require(UInt64(words[0])), String(words[1]))
      })
  }
}

/// What was made of a kustomization.
struct Answer: Sendable {
  /// Nil where it was refused.
  let text: String?
  let mistakes: String

  var shown: String { text ?? mistakes }

  var digest: String {
    text.map { String(Digest.sha256(Array($0.utf8)).hexadecimal.prefix(16)) } ?? "fails"
  }
}
