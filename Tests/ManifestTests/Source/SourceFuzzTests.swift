// SPDX-License-Identifier: Apache-2.0

import Manifest
import TestKit
import Testing

/// Whatever the bytes, they are documents or mistakes: no crash, no hang.
struct SourceFuzzTests {
  @Test func `broken YAML is told, and what is read can be written`() throws {
    let manifests = (0..<5).map { Array(ManifestWriter.manifest(seed: $0).utf8) }
    try fuzz(400) { seed, random in
      try check(Self.broken(manifests, using: &random), "x.yaml", seed)
    }
  }

  @Test func `broken JSON is told, and what is read can be written`() throws {
    try fuzz(400) { seed, random in
      let texts = (0..<3).map { _ in JSON.bytes(Tricky.value(depth: 3, using: &random)) }
      try check(Self.broken(texts, using: &random), "x.json", seed)
    }
  }

  @Test func `a row of special characters is told or read`() throws {
    try fuzz(2000) { seed, random in
      let text = Tricky.text(of: Self.pieces, most: 30, using: &random)
      try check(Array(text.utf8), "x.yaml", seed)
    }
  }

  private static let pieces =
    Tricky.pieces + Tricky.harderPieces + [
      "\n  ", "\n- ", "\n---\n", "\n...\n", "%YAML 1.1\n", "%TAG ! !x\n", "&a ", "*a ", "<<: *a",
      ": ",
      ": |\n ", ": >2-\n", "? ", "!<x> ", "!!int ", "!!binary ", "\\u00", "\"\\", "\u{FEFF}",
    ]

  private func check(_ bytes: [UInt8], _ name: String, _ seed: UInt64) throws {
    for document in Source(name, bytes: bytes).documents() {
      switch document {
      case .failure(let error):
        #expect(error.action.hasPrefix("parse \(name)"), "seed \(seed)")
        #expect(!error.cause.contains("\n") && error.hint?.contains("\n") != true, "seed \(seed)")
      case .success(let document):
        let value = document.value
        // A number such as 1.0 becomes an integer on the way out, and stays one.
        let once = try JSON.parse(JSON.text(value))
        let json = try JSON.parse(JSON.text(once))
        #expect(json == once, "seed \(seed)")
        let yaml = try YAML.parse(YAML.text(once))
        #expect(yaml == once, "seed \(seed)")
        #expect(document.position(of: Self.deepest(value)).line >= document.position.line)
      }
    }
  }

  /// The way to a value's last node.
  private static func deepest(_ value: Value) -> Path {
    switch value {
    case .list(let items):
      guard let last = items.last else { return [] }
      return Path([.index(items.count - 1)] + deepest(last).steps)
    case .map(let map):
      guard let last = map.entries.last else { return [] }
      return Path([.key(last.key)] + deepest(last.value).steps)
    default: return []
    }
  }

  /// One of the texts with a few bytes changed, taken out, put in, or moved.
  private static func broken(_ texts: [[UInt8]], using random: inout SeededRandom) -> [UInt8] {
    var text = texts.randomElement(using: &random) ?? []
    for _ in 0...Int.random(in: 0...8, using: &random) where !text.isEmpty {
      let place = Int.random(in: text.indices, using: &random)
      let end = min(text.count, place + Int.random(in: 0...20, using: &random))
      switch Int.random(in: 0..<6, using: &random) {
      case 0: text[place] = UInt8.random(in: .min ... .max, using: &random)
      case 1: text.removeSubrange(place..<end)
      case 2:
        text.insert(contentsOf: text[place..<end], at: Int.random(in: 0...place, using: &random))
      case 3: text.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").utf8, at: place)
      case 4:
        text.insert(contentsOf: (texts.randomElement(using: &random) ?? []).prefix(50), at: place)
      default: text.removeSubrange(place...)
      }
    }
    return text
  }
}
