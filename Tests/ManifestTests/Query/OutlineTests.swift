// SPDX-License-Identifier: Apache-2.0

import TestKit
import Testing

@testable import Manifest

struct OutlineTests {
  private static let document = #"""
    {"kind":"Machine","metadata":{"name":"a\"}b","labels":{"x":"[","y":"{"},"big":[[{"a":1}],{}]},
    "status":{"conditions":[{"type":"Ready","status":"True","message":"no, \"}]\" \\"},
    {"status":"False","type":"Paused"},7],"phase":"Up","count":-1.5e3,"none":null,"on":true}}
    """#.split(separator: "\n").joined()

  private static let excerpts: [(paths: [String], text: String)] = [
    ([], "{}"),
    ([".kind"], #"{"kind":"Machine"}"#),
    (
      [".metadata.name", ".status.phase"], #"{"metadata":{"name":"a\"}b"},"status":{"phase":"Up"}}"#
    ),
    (
      [".status.count", ".status.none", ".status.on"],
      #"{"status":{"count":-1.5e3,"none":null,"on":true}}"#
    ),
    ([".metadata.labels", ".metadata.labels.x"], #"{"metadata":{"labels":{"x":"[","y":"{"}}}"#),
    (
      [".status.conditions[?(@.type==\"Ready\")].status"],
      #"{"status":{"conditions":[{"type":"Ready","status":"True"},{"status":"False","type":"Paused"},7]}}"#
    ),
    ([".metadata.big[0][0].a"], #"{"metadata":{"big":[[{"a":1}],{}]}}"#),
    ([".metadata.big.a", ".nothing.at.all"], #"{"metadata":{"big":[]}}"#),
    ([".status.phase.deeper"], #"{"status":{"phase":"Up"}}"#),
  ]

  @Test(arguments: excerpts)
  func `only what paths lead to is left`(paths: [String], text: String) throws {
    let outline = Outline(of: try paths.map { try JSONPath(parsing: $0) })
    let excerpt = try #require(outline.excerpt(of: Array(Self.document.utf8)))
    #expect(String(decoding: excerpt, as: UTF8.self) == text)
  }

  @Test(arguments: ["..name", "{.*}", ".metadata['name','labels']", "{@}"])
  func `what may lead anywhere leaves all that is there`(_ path: String) throws {
    let outline = Outline(of: [try JSONPath(parsing: path)])
    let excerpt = try #require(outline.excerpt(of: Array(Self.document.utf8)))
    let whole = try JSON.parse(Self.document)
    let first = try JSONPath(parsing: path).results(in: whole)
    #expect(try JSONPath(parsing: path).results(in: try JSON.parse(excerpt)) == first)
    #expect(!first.isEmpty)
  }

  @Test(arguments: [
    #"{"a": 1}"#, #"{ "a":1}"#, #"{"\u0061":1}"#, #"{"a":"#, #"{"a":1"#, #"{"a":"b"#, "", "[",
    #"{"a":1} "#, #"{"b":{"#, #"{"a":[1"#,
  ])
  func `text that we would not write is left to a reader`(_ text: String) throws {
    let outline = Outline(of: [try JSONPath(parsing: ".a"), try JSONPath(parsing: ".b.c[0]")])
    guard let excerpt = outline.excerpt(of: Array(text.utf8)) else { return }
    // A space within a part that is copied does no harm.
    #expect(try JSON.parse(excerpt)["a"] == JSON.parse(text)["a"])
  }

  @Test func `paths find in an excerpt what they find in the whole`() throws {
    let steps = [
      ".a", ".e", "['b/c']", "['~d']", "[0]", "[-1]", "[*]", "[?(@.a==1)]", "[?(@.e)]", "..a", ".*",
      "[0,1]", "['a','e']", "[?(@==1)]", "[?(@.a.e>1)]",
    ]
    try fuzz(4000) { seed, random in
      let document = Value.random(depth: 4, using: &random)
      let texts = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        (0..<Int.random(in: 1...4, using: &random))
          .map { _ in steps.randomElement(using: &random) ?? "" }.joined()
      }
      let paths = try texts.map { try JSONPath(parsing: "{\($0)}") }
      let excerpt = Outline(of: paths).excerpt(of: JSON.bytes(document))
      let part = try JSON.parse(try #require(excerpt, "seed \(seed)"))
      for path in paths {
        let (one, other) = (try? path.results(in: document), try? path.results(in: part))
        #expect(one == other, "seed \(seed): \(path) of \(texts) in \(JSON.text(document))")
      }
    }
  }
}
