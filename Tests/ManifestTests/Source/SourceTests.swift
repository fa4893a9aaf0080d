// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

struct SourceTests {
  @Test(
    arguments: [
      ("", []), ("---\n---\n", []), ("# a\n---\n# b\n", []), ("null\n---\n~\n", []),
      ("a: 1", [["a": 1]]), ("---\na: 1\n---\nb: 2\n---\n", [["a": 1], ["b": 2]]),
      ("a: 1\n...\nb: 2\n...\n", [["a": 1], ["b": 2]]),
      ("--- a\n--- |\n ---\n--- c", ["a", "---\n", "c"]),
      ("a: 1\r\n---\r\nb: 2\r\n", [["a": 1], ["b": 2]]),
      ("a: |\n  ---\n  x\n", [["a": "---\nx\n"]]),
      ("a: ---\nb: ---x\n---x: 1\n", [["a": "---", "b": "---x", "---x": 1]]),
      ("%TAG ! !x\n---\na: 1\n---\nb: 2", [["a": 1], ["b": 2]]),
      ("a: 1\n...\n%YAML 1.1\n# c\n---\nb: 2\n", [["a": 1], ["b": 2]]),
      ("{\"a\": 1}", [["a": 1]]), (" {\"a\": 1}\n{\"b\": 2} ", [["a": 1], ["b": 2]]),
      ("{\"a\": \"\\ud83d\\ude00\"}\n---\n{a: 1}\n", [["a": "😀"], ["a": 1]]),
      ("[1, x]", [[1, "x"]]),
      ("\u{FEFF}a: 1", [["a": 1]]), ("\u{FEFF}{\"a\": 1}", [["a": 1]]),
    ] as [(String, [Value])])
  func `a source is read document by document`(text: String, values: [Value]) throws {
    #expect(try Source("x.yaml", text: text).values() == values)
  }

  @Test(
    arguments: [
      [0xFF, 0xFE, 0x61, 0, 0x3A, 0, 0x20, 0, 0xE9, 0],
      [0xFE, 0xFF, 0, 0x61, 0, 0x3A, 0, 0x20, 0, 0xE9],
    ] as [[UInt8]])
  func `UTF-16 is read where its mark is`(bytes: [UInt8]) throws {
    #expect(try Source("x.yaml", bytes: bytes).values() == [["a": "é"]])
  }

  @Test(arguments: [[0xFF, 0xFE, 0x61], [0xFF, 0xFE, 0x00, 0xD8]] as [[UInt8]])
  func `broken UTF-16 is refused`(bytes: [UInt8]) {
    #expect(
      mistake { try Source("x.yaml", bytes: bytes).values() }
        == "cannot parse x.yaml: it starts as UTF-16, but is not valid UTF-16 | save it as UTF-8")
  }

  @Test func `a mistake in one document leaves the others alone`() {
    let source = Source(
      "x.yaml",
      text: "a: 1\n---\nb: [\n---\nc: 'x\n---\n\n\td: 1\n---\ne: 5\n---\nf: \u{1}\n---\ng: 7")
    let told = source.documents().map { document in
      switch document {
      case .success(let document): JSON.text(document.value)
      case .failure(let error): "\(error)"
      }
    }
    #expect(
      told == [
        #"{"a":1}"#, "cannot parse x.yaml:4:1: the document ends where a value is expected",
        "cannot parse x.yaml:5:4: the quoted string that starts here is never closed",
        "cannot parse x.yaml:8:1: a tab where spaces are needed for indentation", #"{"e":5}"#,
        "cannot parse x.yaml:12:4: control character 0x01", #"{"g":7}"#,
      ])
  }

  @Test(arguments: [
    ("x.json", "{\"a\": 1]", "1:8: expected \",\" or \"}\", found \"]\""),
    ("x.json", "{\"a\": 1, \"a\": 2}", "1:10: the key \"a\" is in this map already"),
    ("x.yaml", "{\"a\": 1, \"a\": 2}", "1:10: the key \"a\" is in this map already"),
    ("x.yaml", "{\"a\": 1} {\"b\": }x", "1:16: expected a value, found \"}\""),
    ("x.yaml", "a: 1\n---\n{\"a\": [1}", "3:9: expected \",\" or \"]\""),
  ])
  func `a mistake in JSON is told`(name: String, text: String, told: String) {
    let message = mistake { try Source(name, text: text).values() }
    #expect(
      message?.hasPrefix("cannot parse \(name):\(told)") == true, "\(message ?? "no mistake")")
  }
}
