// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import TestKit
import Testing

@testable import Packs

struct PackReadingTests {
  private static let one = """
    resources:
      - name: a
        at: /a
    """

  @Test(
    arguments: [
      (
        "resources: [{name: a, at: /a}]\ncolour: red", "test.yaml:8:3",
        "there is no field \"colour\""
      ),
      ("resources: [{name: a, at: /a, size: 3}]", "test.yaml:7:33", "there is no field \"size\""),
      ("resources: [{at: /a}]", "test.yaml:7:15", "the field name is missing"),
      ("resources: [{name: a}]", "test.yaml:7:15", "the field at is missing"),
      ("resources: {a: 1}", "test.yaml:7:3", "a list is wanted"),
      ("resources: [{name: A, at: /a}]", "test.yaml:7:16", "cannot be the name of a resource"),
      ("resources: [{name: spec, at: /a}]", "test.yaml:7:16", "cannot be the name"),
      ("resources: [{name: a, at: /a}, {name: a, at: /b}]", "7:35", "there is another resource a"),
      ("resources: [{name: a, at: $<b.id>}]", "7:15", "$<b.id>: there is no resource b"),
      ("resources: [{name: a, at: /a, after: [b]}]", "7:15", "there is no resource b"),
      ("resources: [{name: a, at: $<item.x>}]", "7:15", "$<item.x> means nothing"),
      ("resources: [{name: a, at: $<self.x>}]", "7:15", "$<self.x> means nothing"),
      ("resources: [{name: a, at: $<computed.x>}]", "7:15", "computed does not list it"),
      ("resources: [{name: a, at: '$<spec.x'}]", "7:25", "unclosed"),
      ("resources: [{name: a, at: /a, key: x}]", "7:33", "it means something only beside forEach"),
      ("resources: [{name: a, at: /a, foreign: no}]", "7:33", "a text is wanted"),
      ("resources: [{name: a, at: /a, foreign: maybe}]", "7:33", "\"maybe\" is none of"),
      ("resources: [{name: a, at: /a, ready: {path: x, like: 1}}]", "7:50", "no field \"like\""),
      (
        "resources: [{name: a, at: /a, create: {ok: [yes]}}]", "7:42", "a list of numbers is wanted"
      ),
      ("resources: [{name: a, at: /a}]\nspec: {replicas: 1}", "8:10", "does not write this field"),
      (
        "resources: [{name: a, at: /a, after: [b]}, {name: b, at: $<c.id>}, {name: c, at: $<a.id>}]",
        "7:15", "it waits for itself: a → b → c → a"
      ),
    ] as [(String, String, String)])
  func `what is wrong is said with its place`(_ text: String, _ place: String, _ cause: String) {
    let error = #expect(throws: (any Error).self) { try pack(text) }
    let words = error.map { "\($0)" } ?? ""
    #expect(words.contains(place) && words.contains(cause), "\(words)")
  }

  @Test func `resources come behind those they need`() throws {
    let pack = try pack(
      """
      resources:
        - {name: c, at: $<b.id>/c, after: [d]}
        - {name: b, at: $<a.id>/b}
        - {name: a, at: /a}
        - {name: d, at: /d, owned: {by: a}}
      """)
    #expect(pack.resources.map(\.name) == ["a", "b", "d", "c"])
    #expect(pack["c"]?.needs == ["b", "d"])
  }

  @Test func `defaults count where a resource says nothing`() throws {
    let pack = try pack(
      """
      defaults: {apiVersion: "1", owned: {path: tags, marks: {x: y}}, lost: report}
      resources:
        - {name: a, at: /a}
        - {name: b, at: /b, apiVersion: "2", owned: null, lost: recreate}
      """)
    #expect(pack["a"]?.whenLost == .report)
    #expect(pack["b"]?.whenLost == .recreate)
    guard case .marked = pack["a"]?.owned, case .remembered = pack["b"]?.owned else {
      return #expect(Bool(false), "defaults are not where they belong")
    }
  }

  /// The packs of the documentation, and those that are compiled in.
  @Test(arguments: ["docs/provider-packs.md", "providers/docker/packs", "providers/ssh/packs"])
  func `every pack there is fits the format`(_ place: String) throws {
    let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let url = root.appendingPathComponent(place)
    var texts: [(String, String)] = []
    if place.hasSuffix(".md") {
      let text = try String(contentsOf: url, encoding: .utf8)
      let blocks = text.components(separatedBy: "```yaml").dropFirst().map { block in
        block.components(separatedBy: "\n").dropFirst().joined(separator: "\n")
      }
      texts = blocks.map { (place, $0.components(separatedBy: "\n```")[0]) }
        .filter { $0.1.contains("kind: ProviderPack") }
    } else {
      for file in try FileManager.default.contentsOfDirectory(atPath: url.path) {
        let text = try String(contentsOf: url.appendingPathComponent(file), encoding: .utf8)
        texts.append((file, text))
      }
    }
    #expect(texts.count >= 2)
    for (name, text) in texts { #expect(try Pack.read(Source(name, text: text)).count == 1) }
  }
}
