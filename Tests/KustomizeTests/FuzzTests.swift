// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kustomize
import TestKit
import Testing

/// Repositories with mistakes in them. Nothing may crash, or be read that is not in the tree.
struct FuzzTests {
  private static let pieces = [
    "../", "../../../etc/passwd", "/etc/passwd", "resources: [", "patches:\n- ", "target: {",
    "null", "[]", "{}",
    "name: ", "$patch: delete", "$patch: replace", "&a ", "*a", "<<: *a", "\n---\n",
    "kind: List\nitems: ", "a{1000}",
    "(((", "[[:alpha:]]*", "- op: move\n", "path: /", "spec.containers.*.0", "\0", "\u{FEFF}",
    "~1~0", "!!int x", "99999999999999999999",
    "components: [../b]", "resources: [../o]", "behavior: merge", "namespace: ",
    "replacements:\n- source: {kind: Service}\n",
  ]

  @Test func `no repository makes a build crash, or read what is outside`() throws {
    let environment = ProcessInfo.processInfo.environment
    let seconds = environment["CAPCTL_FUZZ_SECONDS"].flatMap(Double.init)
    let isSoak = environment["CAPCTL_SOAK"] == "1"
    let end = ContinuousClock.now + .seconds(seconds ?? (isSoak ? 600 : 20))
    var seed: UInt64 = 0
    while seed < 100 || ContinuousClock.now < end {
      var random = SeededRandom(seed)
      var files = Corpus(seed: seed).files
      for path in files.keys.sorted() where Int.random(in: 0..<3, using: &random) == 0 {
        files[path] = Self.broken(files[path] ?? "", using: &random)
      }
      let build = Kustomize.build("o", in: Fenced(MemoryTree(files), seed: seed))
      for problem in build.problems {
        #expect(!problem.cause.isEmpty && !"\(problem)".contains("root:"), "seed \(seed)")
      }
      // A build is a function of what it read.
      let again = Kustomize.build("o", in: MemoryTree(files))
      #expect(again.objects.map(\.object) == build.objects.map(\.object), "seed \(seed)")
      seed += 1
    }
  }

  private static func broken(_ text: String, using random: inout SeededRandom) -> String {
    var text = Array(text.utf8)
    for _ in 0...Int.random(in: 0...3, using: &random) where !text.isEmpty {
      let place = Int.random(in: text.indices, using: &random)
      let end = min(text.count, place + Int.random(in: 0...12, using: &random))
      switch Int.random(in: 0..<5, using: &random) {
      case 0: text[place] = UInt8.random(in: .min ... .max, using: &random)
      case 1: text.removeSubrange(place..<end)
      case 2: text.insert(contentsOf: text[place..<end], at: place)
      case 3: text.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").utf8, at: place)
      default:
        text.replaceSubrange(place..<end, with: (pieces.randomElement(using: &random) ?? "").utf8)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// A tree that is asked for nothing but its own paths.
private struct Fenced: FileTree {
  private let tree: MemoryTree
  private let seed: UInt64

  init(_ tree: MemoryTree, seed: UInt64) {
    self.tree = tree
    self.seed = seed
  }

  private func check(_ path: String) {
    let names = path.split(separator: "/", omittingEmptySubsequences: false)
    #expect(
      path.isEmpty || names.allSatisfy { !["", ".", ".."].contains($0) }, "seed \(seed): \(path)")
  }

  func entry(at path: String) throws(KustomizeError) -> TreeEntry? {
    check(path)
    return tree.entry(at: path)
  }

  func file(at path: String) throws(KustomizeError) -> TreeFile {
    check(path)
    return try tree.file(at: path)
  }

  func names(at path: String) throws(KustomizeError) -> [String] {
    check(path)
    return tree.names(at: path)
  }
}
