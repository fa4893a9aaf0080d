// SPDX-License-Identifier: Apache-2.0

import Manifest
import TestKit
import Testing

/// Texts and patches that nobody would write: each is read or refused, and nothing else happens.
struct QueryFuzzTests {
  @Test func `label selectors print as they are read`() throws {
    let seeds = ["app=web,tier in (a,b),!x", "a notin (,b),n>12", "example.com/a==b.c_d,!e/f"]
    try fuzz(4000) { seed, random in
      let text = seeds.mutated("=!<>(), abin/-\u{301}", using: &random)
      guard let selector = try? LabelSelector(parsing: text) else { return }
      #expect((try? LabelSelector(parsing: "\(selector)")) == selector, "seed \(seed): \(text)")
    }
  }

  @Test func `field selectors print as they are read`() throws {
    let seeds = ["metadata.name=x,status.phase!=Running", #"a=\,b\=c\\d,e==f"#]
    try fuzz(4000) { seed, random in
      let text = seeds.mutated(#"=!,\ .ab"# + "\u{301}", using: &random)
      guard let selector = try? FieldSelector(parsing: text) else { return }
      #expect((try? FieldSelector(parsing: "\(selector)")) == selector, "seed \(seed): \(text)")
    }
  }

  @Test func `JSONPath is followed or refused`() throws {
    let seeds = [
      #"{range .a[*]}{.b[?(@.c=="d")].e}{"\n"}{end}"#, "{..a['b','c'][1:-1:2]}", "{.a[-1]} {1.5}",
    ]
    let document: Value = ["a": [["b": [["c": "d", "e": 1]]], ["b": []]], "c": "text"]
    try fuzz(4000) { _, random in
      let text = seeds.mutated(#"{}[]().*?@$'"\:,=!<>0-9ab "#, using: &random)
      _ = try? JSONPathTemplate(parsing: text).text(for: document)
      _ = try? JSONPath(parsing: text).results(in: document, missingKeys: .refused)
    }
  }

  @Test func `patches are applied or refused`() throws {
    let words = [
      "$patch", "$retainKeys", "$setElementOrder/containers", "containers", "name", "env",
    ]
    let values: [Value] = ["delete", "replace", "merge", .null, "name", ["name"], [["name": "a"]]]
    let schema = PatchSchema(apiVersion: "v1", kind: "Pod") ?? .none
    try fuzz(4000) { _, random in
      func tree(_ depth: Int) -> Value {
        var map = Map()
        for word in words where Int.random(in: 0..<3, using: &random) == 0 {
          let isLeaf = depth == 0 || Bool.random(using: &random)
          map[word] =
            isLeaf
            ? values.randomElement(using: &random) : .list([tree(depth - 1), tree(depth - 1)])
        }
        return .map(map)
      }
      let (base, patch): (Value, Value) = (["spec": tree(2)], ["spec": tree(2)])
      for style in [StrategicPatchStyle.kubernetes, .kustomize] {
        _ = try? base.applying(strategicPatch: patch, schema: schema, as: style)
      }
    }
  }
}

extension [String] {
  /// One of the texts with some characters taken out, put in or doubled.
  fileprivate func mutated(_ alphabet: String, using random: inout SeededRandom) -> String {
    var text = Array<Unicode.Scalar>((randomElement(using: &random) ?? "").unicodeScalars)
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let place = Int.random(in: 0...text.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0 where place < text.count: text.remove(at: place)
      case 1: text += text[..<place].suffix(8)
      default:
        text.insert(alphabet.unicodeScalars.randomElement(using: &random) ?? " ", at: place)
      }
    }
    return String(String.UnicodeScalarView(text))
  }
}
