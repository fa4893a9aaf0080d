// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

struct YAMLMistakeTests {
  @Test(arguments: [
    ("a: b: c", "1:5: a value cannot contain \": \" | put the value in quotes"),
    ("a: 'x': c", "1:7: a value cannot contain \": \" | put the value in quotes"),
    (
      "a:\n\tb: 1",
      "2:1: a tab where spaces are needed for indentation | YAML is indented by spaces only"
    ),
    (
      "a: 1\n\tb: 2",
      "2:1: a tab where spaces are needed for indentation | YAML is indented by spaces only"
    ),
    (
      "a: |\n\tx",
      "2:1: a tab where spaces are needed for indentation | YAML is indented by spaces only"
    ),
    (
      "a: 1\n# x\n\n  b: 2",
      "4:3: the line is indented more than the one above, which ends in a value | indent both alike"
    ),
    ("key\nb: 1", "2:1: the line above has no \":\" behind its key"),
    ("a: 1\nkey\n", "2:1: expected a key, and \":\" behind it"),
    (
      "l:\n- a\n-b\n",
      "3:1: expected a key, and \":\" behind it | a list item needs a space behind its \"-\""
    ),
    (
      "a: 1\n<<<<<<< HEAD\nb: 1\n",
      "2:1: expected a key, and \":\" behind it | this looks like a merge conflict"
    ),
    ("a:\n    b: 1\n   c: 2", "3:4: the line's indentation is that of no line above it"),
    ("a:\n  - x\n y: 1", "3:2: the line's indentation is that of no line above it"),
    ("a: 1\n- b", "2:1: a list item where a key is expected"),
    ("- a\nb: 1", "2:1: a key where a list item is expected"),
    ("a: 'x' y", "1:8: unexpected text behind a value | quotes go around all of it"),
    ("a: [1,\n  2", "1:4: the list that starts here is never closed"),
    ("a: {b: 1", "1:4: the map that starts here is never closed"),
    ("a: [1,\nb: 2, x]]\nc: 1", "2:9: unexpected text behind a value | quotes go around all of it"),
    ("a: [1\nb: 2", "2:2: expected \",\" or \"]\" | the list starts at line 1"),
    ("a: {b: 1 c: 2}", "1:11: expected \",\" or \"}\""),
    ("a: 'b\nc: 1", "1:4: the quoted string that starts here is never closed"),
    (
      "a: \"\\q\"",
      "1:5: an unknown escape in a double-quoted string | in single quotes a backslash is just that"
    ),
    ("a: @b", "1:4: a value cannot start with \"@\" | put the value in quotes"),
    ("a: *", "1:4: a value cannot start with \"*\" | put the value in quotes"),
    ("a: }", "1:4: a value cannot start with \"}\" | put the value in quotes"),
    (
      "a: - b",
      "1:4: a list cannot start in the middle of a line | "
        + "start it on the next line, or put the value in quotes"
    ),
    ("[a, b]]", "1:7: unexpected text behind the end of the document"),
    ("a: !x!y z", "1:4: unknown tag | put the value in quotes if it is text"),
    ("%YAML 2.0\n---\na: 1", "1:1: an unknown directive, or another YAML than 1.1 and 1.2"),
    ("a: |x\n  y", "1:5: unexpected text behind \"|\" or \">\""),
    ("é: b\u{0}", "1:5: a NUL byte | is this a text file?"),
    ("a: b\u{7}", "1:5: control character 0x07 | write it as \\x07, in double quotes"),
  ])
  func `a mistake is told in plain words, with its place`(text: String, told: String) {
    #expect(mistake { try YAML.parse(text) } == "cannot parse YAML:\(told)")
  }

  @Test(arguments: [
    ("a: *b", "1:4: no part of the document is named &b"),
    ("a: &b [*b]", "1:8: the part named &b contains itself"),
    ("a: 1\nb: {c: 1, d: 2, c: 3}", "2:17: the key \"c\" is in this map already"),
    ("\"a\\n\": x\n\"a\\n\": y", "2:1: the key \"a\\n\" is in this map already"),
    ("1: x\n\"1\": y", "2:1: the key \"1\" is in this map already"),
    (
      "a: .nan",
      "1:4: .nan is no number that JSON can hold | put it in quotes where a string is meant"
    ),
    ("~: 1", "1:1: a key cannot be null | put it in quotes"),
    ("18446744073709551615: 1", "1:1: the key 18446744073709551615 is too large"),
    (
      "a: {{ x }}",
      "1:5: a key must be a string, not a map | put text that starts with \"[\" or \"{\" in quotes"
    ),
    ("a: {<<: 3}", "1:9: << takes a map, or a list of maps, not a integer"),
    ("a: !!int x", "1:4: the value is not of type !!int"),
    ("a: !!binary x", "1:4: the !!binary value is not base64"),
  ])
  func `what YAML allows and Kubernetes does not is refused`(text: String, told: String) {
    #expect(mistake { try YAML.parse(text) } == "cannot parse YAML:\(told)")
  }

  @Test(
    arguments: [
      ([0x61, 0x3A, 0x20, 0xFF], "1:4", "ff"), ([0x61, 0x0A, 0x62, 0xC3, 0x28], "2:2", "c3"),
      ([0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80], "1:4", "ed"),
      ([0x61, 0x3A, 0x20, 0xE2, 0x82], "1:4", "e2"),
    ] as [([UInt8], String, String)])
  func `bytes that are not UTF-8 are refused`(bytes: [UInt8], place: String, byte: String) {
    #expect(
      mistake { try Source("x.yaml", bytes: bytes).values() }
        == "cannot parse x.yaml:\(place): byte 0x\(byte) is not valid UTF-8 | save the file as UTF-8"
    )
  }

  @Test func `a part of a manifest is a value, a mistake or nothing`() throws {
    let text = "a: &x [1, \"two\", {b: 'c', d: |\n   e\n }]\nf: *x\n? g\n: !!str h\n"
    for end in text.unicodeScalars.indices {
      let part = String(text.unicodeScalars[..<end])
      let told = mistake { try YAML.parse(part) }
      #expect(told?.hasPrefix("cannot parse YAML:") ?? true)
      #expect(told?.contains("\n") != true)
    }
  }
}
