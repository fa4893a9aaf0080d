// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

struct YAMLWriterTests {
  @Test(
    arguments: [
      (.null, "null\n"), (true, "true\n"), (12, "12\n"), ([], "[]\n"), ([:], "{}\n"),
      ("", "\"\"\n"),
      (
        ["b": 1, "a": [1, [2, [:]], ["c": [], "d": "x"]]],
        "a:\n- 1\n- - 2\n  - {}\n- c: []\n  d: x\nb: 1\n"
      ),
      ([["a": ["b": ["c"]]], "d"], "- a:\n    b:\n    - c\n- d\n"),
      (
        ["a": "x\ny\n", "b": "x\ny", "c": "x\n\n"],
        "a: |\n  x\n  y\nb: |-\n  x\n  y\nc: |+\n  x\n\n"
      ),
      (["a": [" x\n y"]], "a:\n- |2-\n   x\n   y\n"),
      (["a\nb": ["c": 1, "d": 2], "e": [1]], "? |-\n  a\n  b\n: c: 1\n  d: 2\ne:\n- 1\n"),
    ] as [(Value, String)])
  func `a value is written in blocks`(value: Value, text: String) throws {
    #expect(YAML.text(value) == text)
    #expect(try YAML.parse(text) == value)
  }

  @Test(arguments: [
    ("a", "a"), ("a b", "a b"), ("http://x:80/y?z", "http://x:80/y?z"), ("é€", "é€"),
    ("a:b", "a:b"),
    ("yes", "\"yes\""), ("N", "\"N\""), ("null", "\"null\""), ("~", "\"~\""), ("1", "\"1\""),
    ("1_0", "\"1_0\""), ("0x1F", "\"0x1F\""), ("08", "\"08\""), ("1e3", "\"1e3\""),
    ("1e400", "1e400"),
    ("0b12", "0b12"), (".5", "\".5\""), (".inf", "\".inf\""), ("=", "="), ("<<", "<<"),
    ("2001-01-01", "\"2001-01-01\""), ("2001-02-30", "2001-02-30"), ("1:20", "\"1:20\""),
    ("190:20:30.1", "\"190:20:30.1\""), ("1:60", "1:60"), ("-", "'-'"), ("-a", "-a"),
    ("- a", "'- a'"),
    ("a: b", "'a: b'"), ("a:", "'a:'"), ("a #b", "'a #b'"), ("a#b", "a#b"), ("#a", "'#a'"),
    ("it's", "it's"),
    ("'it's", "'''it''s'"), (" a", "' a'"), ("a ", "'a '"), ("---", "'---'"), ("...a", "'...a'"),
    ("*a", "'*a'"), ("a\tb", "\"a\\tb\""), ("a\r\nb", "\"a\\r\\nb\""), ("a \nb", "\"a \\nb\""),
    ("\u{7}\u{85}\u{FEFF}😀", "\"\\a\\N\\uFEFF\\U0001F600\""), ("\u{A0}", "\u{A0}"),
    ("\"\\", "'\"\\'"), ("\"\\\t", "\"\\\"\\\\\\t\""),
  ])
  func `a string is quoted where it must be`(string: String, text: String) throws {
    #expect(YAML.text(["k": .string(string)]) == "k: \(text)\n")
    #expect(try YAML.parse("k: \(text)\n") == ["k": .string(string)])
  }

  @Test(
    arguments: [
      (1, "1"), (-0.5, "-0.5"), (123456.5, "123456.5"), (1234567.5, "1.2345675e+06"),
      (0.0001, "0.0001"),
      (0.00001, "1e-05"), (1e18, "1000000000000000000"), (1e19, "10000000000000000000"),
      (1e20, "1e+20"),
      (9.3e18, "9300000000000000000"), (-1e19, "-1e+19"), (1e100, "1e+100"),
    ] as [(Double, String)])
  func `a number is written as kubectl writes it`(number: Double, text: String) {
    #expect(YAML.text(.double(number)) == "\(text)\n")
  }

  @Test func `a long text is folded at its spaces`() throws {
    let words = Array(repeating: "word", count: 40).joined(separator: " ")
    for text in [words, "'\(words): ", "\t\(words)  \(words)", "é\(words)   \(words)"] {
      let value: Value = ["a": ["b": [.string(text)]]]
      let lines = YAML.text(value).split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= 85 })
      #expect(try YAML.parse(YAML.text(value)) == value)
    }
  }

  @Test func `a long key stands behind a question mark`() throws {
    let key = String(repeating: "k", count: 129)
    let value: Value = .map([key: ["x"], "a": 1])
    #expect(YAML.text(value) == "a: 1\n? \(key)\n: - x\n")
    #expect(try YAML.parse(YAML.text(value)) == value)
  }

  @Test func `keys are in kubectl's order`() {
    let keys = ["a10", "a2", "a", "B", "_", "1", "é", "a-b", "a.b", "10", "9", "aB", "ab", "a02"]
    let text = YAML.text(.map(Map(keys.map { ($0, .null) })))
    let order = text.split(separator: "\n").map { $0.dropLast(6).filter { $0 != "\"" } }
    #expect(
      order == ["_", "1", "9", "10", "B", "a", "a-b", "a.b", "a2", "a02", "a10", "aB", "ab", "é"])
  }

  @Test func `a key that would be read as a merge is quoted, unlike kubectl's`() throws {
    let value: Value = ["<<": ["a": 1]]
    #expect(YAML.text(value) == "\"<<\":\n  a: 1\n")
    #expect(try YAML.parse(YAML.text(value)) == value)
  }

  @Test func `documents are parted`() throws {
    let values: [Value] = [["a": 1], ["b": "---\n"], ["c": "x\n\n"], "..."]
    let text = YAML.text(documents: values)
    #expect(text == "a: 1\n---\nb: |\n  ---\n---\nc: |+\n  x\n\n---\n'...'\n")
    #expect(try Source("x.yaml", text: text).values() == values)
  }

  @Test func `what is written is read back`() throws {
    try fuzz(500) { seed, random in
      let value = Tricky.value(depth: 4, using: &random)
      let text = YAML.text(value)
      let again = try YAML.parse(text)
      #expect(again == value, "seed \(seed)")
      #expect(YAML.text(again) == text, "seed \(seed)")
    }
  }
}
