// SPDX-License-Identifier: Apache-2.0

import TestKit

/// Writes manifests in all the ways that YAML allows and kubectl takes, the same ones every time.
struct ManifestWriter {
  private var random: SeededRandom
  private var text = """
    apiVersion: example.com/v1   # a comment
    kind: 'Thing'
    metadata: {name: "a", labels: {}}
    anchors:
      s: &s some text
      m: &m {x: 1, yes: 2}
      l: &l [1, two]
      n: &n
        x: 3
        deep: {a: *s}
    spec:

    """
  private var count = 0

  static func manifest(seed: Int) -> String {
    var writer = ManifestWriter(random: SeededRandom(UInt64(seed)))
    writer.writeMap(indent: 2, depth: 3, entries: 10)
    return seed % 5 == 4 ? writer.text.replacing("\n", with: "\r\n") : writer.text
  }

  /// A manifest with every scalar there is, in a map and in a list.
  static func everyScalar() -> String {
    var writer = ManifestWriter(random: SeededRandom(0))
    for (number, scalar) in scalars.enumerated() {
      for start in ["  k\(number): ", "  l\(number):\n  - "] {
        writer.text += start + scalar.replacing("·", with: "  ")
        if writer.text.last != "\n" { writer.text += "\n" }
      }
    }
    return writer.text
  }

  private init(random: SeededRandom) {
    self.random = random
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &random)]
  }
}

extension ManifestWriter {
  private mutating func writeMap(indent: Int, depth: Int, entries: Int) {
    let margin = String(repeating: " ", count: indent)
    for _ in 0..<entries {
      if Int.random(in: 0..<20, using: &random) == 0 {
        text += pick(["\n", "# comment\n", margin + "# c\n"])
      }
      text += margin + key(margin) + ":"
      writeValue(indent: indent, depth: depth)
    }
    if Int.random(in: 0..<4, using: &random) == 0 {
      text += margin + pick(["<<: *m\n", "<<: [*m, *n]\n", "<<: {merged: yes}\n"])
    }
  }

  private mutating func writeList(indent: Int, depth: Int) {
    let margin = String(repeating: " ", count: indent)
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      text += margin + "-"
      writeValue(indent: indent, depth: depth)
    }
  }

  private mutating func writeValue(indent: Int, depth: Int) {
    switch depth > 0 ? Int.random(in: 0..<4, using: &random) : 3 {
    case 0:
      text += pick(["", " # comment", " !!map"]) + "\n"
      writeMap(indent: indent + 2, depth: depth - 1, entries: Int.random(in: 1...4, using: &random))
    case 1:
      text += pick(["", "  # comment"]) + "\n"
      writeList(indent: indent + pick([1, 2, 4]), depth: depth - 1)
    default:
      let margin = String(repeating: " ", count: indent)
      text += " " + pick(Self.scalars).replacing("·", with: margin)
      if text.last != "\n" { text += pick(["\n", "\n", "\n", "  # comment\n"]) }
    }
  }

  /// A key that no other is like.
  private mutating func key(_ margin: String) -> String {
    count += 1
    let number = "\(count)"
    return switch Int.random(in: 0..<12, using: &random) {
    case 0: "'q \(number)'"
    case 1: "\"d\\t\(number)\""
    case 2: number
    case 3: "0x10\(number)"
    case 4: "\(number).50"
    case 5: "? c\(number)\n" + margin
    case 6: "&k\(number) k\(number)"
    case 7: "a.b/c-\(number)"
    case 8: "!!str \(number)00"
    case 9: "é \(number)"
    default: "key\(number)"
    }
  }
}

extension ManifestWriter {
  /// Scalars and flow collections; `·` is where their further lines are indented from.
  private static let scalars = [
    "", "~", "null", "Null", "nULL", "y", "Yes", "yES", "on", "off", "N", "true", "False", "tRUE",
    "0", "-0", "+1", "0777", "-017", "08", "0o17", "0O17", "0o8", "0x1F", "-0x1f", "0b101", "0b12",
    "1_000", "1__0", "0x_1f", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
    "18446744073709551615", "18446744073709551616", "0x1FFFFFFFFFFFFFFFFF", "1.0", "1.", ".5",
    "-.5",
    "1.5_0", ".5_0", "1e3", "1e18", "1e19", "1e20", "1e21", "1E-7", "1e400", "1e-400", "123456.5",
    "1234567.5", "0.1", "-0.0", "1:30", "190:20:30.15", "2001-01-01", "2001-1-1", "2001-02-30",
    "2001-01-01T10:20:30.5+01:00", "2001-01-01t1:2:3Z", "2001-01-01 10:20:30", "'1'", "\"yes\"",
    "''", "'it''s: x'", "\"\\t\\x41\\u00e9\\U0001F600\\n\"", "\"\\e\\0\\_\\L\"", "'a # b'", "a#b",
    "http://host:80/path?a=b&c=d#e", "a, b [c] {d}", "-x", "?x", ":x", "a:b", "$<VAR>", "${VAR}",
    "=", "<<", "é€中文", "é\u{A0}x", "\u{2028}", "50%", "a&b", "a*b", "a!b", "a|b", "a>b",
    "!!str 012",
    "!!int \"12\"", "!!float 2", "!!float 2.5", "!!bool \"no\"", "!!null \"\"", "!!binary aGVsbG8=",
    "!!timestamp 2001-01-01", "!custom 12", "*s", "*m", "*l", "*n", "&again 12", "[]", "{}", "[ ]",
    "[1, yes, a b, 'c', \"d\", [e], {f: g}, ]", "{a: 1, \"b\": [2], 'c': {d: }, e, f: *s}",
    "[a: b, {c: d}]", "{\"a\":1,\"b\":[true,null]}", "{x: http://a:1/b}", "[-1, --x, a-]",
    "|\n·  one\n·   two\n\n·  three\n", "|-\n·  one\n", "|+\n·  one\n\n", "|2\n·    one\n·   two\n",
    "|\n·  # no comment\n·  key: value\n·  ---\n", "|  # comment\n·  tab\tinside\n",
    ">\n·  one\n·  two\n\n·  three\n·    four\n·  five\n", ">-\n·  one\n·  two\n", ">+\n·  one\n\n",
    "one\n·  two\n\n·  three", "'one\n·  two\n\n·  three'", "\"one\n·  two\\n\\\n·  three\"",
    "[1,\n·  2,  # comment\n·  3]", "{a: 1,\n·  b: 2\n·  }",
    "word word word word word word word word "
      + "word word word word word word word word, word word",
  ]
}
