// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

struct JSONReaderTests {
  private static let escapes =
    #"JSON knows \" \\ \/ \b \f \n \r \t and \u with four hexadecimal digits"#

  @Test(
    arguments: [
      ("null", .null), (" true ", true), ("false", false), ("[]", []), ("{}", [:]),
      ("0", 0), ("-0", 0), ("-12", -12), ("1.0", .double(1)), ("1e2", .double(100)),
      ("-0.5E-1", .double(-0.05)),
      ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
      ("9223372036854775808", .double(9223372036854775808)),
      ("123456789012345678901234567890", .double(1.2345678901234568e29)),
      (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"),
      (#""\u0041\u00e9\u20AC\ud83d\ude00""#, "Aé€😀"),
      (#""\ud83dx\ude00\ud83d\u0041""#, "\u{FFFD}x\u{FFFD}\u{FFFD}A"),
      ("\"é€😀\u{7F}\"", "é€😀\u{7F}"),
      (
        #"{"a":[1,{"b":null}],"a-key-that-is-long":"x"}"#,
        ["a": [1, ["b": .null]], "a-key-that-is-long": "x"]
      ),
    ] as [(String, Value)])
  func `a text is read`(text: String, value: Value) throws {
    #expect(try JSON.parse(text) == value)
  }

  @Test func `of two entries with the same key the last counts`() throws {
    let value = try JSON.parse(#"{"a": 1, "b": 2, "a": 3}"#)
    #expect(value == ["a": 3, "b": 2])
  }

  @Test func `a map of many keys is read, in order`() throws {
    let keys = (0..<1000).map { "key-\($0)" }
    let text = "{" + keys.map { "\"\($0)\":\"\($0)\"" }.joined(separator: ",") + "}"
    let map = try #require(try JSON.parse(text).map)
    #expect(map.keys == keys)
    #expect(keys.allSatisfy { map[$0] == .string($0) })
  }

  @Test(arguments: [
    ("", "1:1: the text ends in the middle of a value"),
    ("[1, 2", "1:6: the text ends in the middle of a value"),
    (#"{"a": "b"#, "1:9: the text ends in the middle of a value"),
    (#""a\u00"#, "1:3: unknown escape in a string | \(escapes)"),
    ("{} x", "1:4: expected the end of the text, found \"x\""),
    (
      "{\n  \"a\": 1,\n}",
      "3:1: expected a key in double quotes, found \"}\" | leave out the comma before the closing bracket"
    ),
    ("[1 2]", "1:4: expected \",\" or \"]\", found \"2\""),
    ("{\"é\" 1}", "1:6: expected \":\" after the key, found \"1\""),
    ("{a: 1}", "1:2: expected a key in double quotes, found \"a\""),
    ("[tru]", "1:2: expected a value, found \"t\""),
    ("[01]", "1:2: a number cannot start with 0"),
    ("[-]", "1:3: expected a digit, found \"]\""),
    ("[1.]", "1:4: expected a digit, found \"]\""),
    ("[1e+]", "1:5: expected a digit, found \"]\""),
    ("[1e999]", "1:2: the number is too large"),
    ("[\u{0}]", "1:2: expected a value, found U+0000"),
    ("\"a\nb\"", "1:3: expected no control character in a string, found U+000A"),
    (#""\x""#, "1:2: unknown escape in a string | \(escapes)"),
    (#""\u00g0""#, "1:2: unknown escape in a string | \(escapes)"),
    ("\u{FEFF}1", "1:1: expected a value, found U+FEFF"),
  ])
  func `a mistake is told with its place`(text: String, place: String) {
    #expect(mistake { try JSON.parse(text) } == "cannot parse JSON:\(place)")
  }

  @Test(
    arguments: [
      ([0x22, 0xFF, 0x22], "1:2: byte 0xff is not valid UTF-8"),
      ([0x22, 0x61, 0xED, 0xA0, 0x80, 0x22], "1:3: byte 0xed is not valid UTF-8"),
      ([0x22, 0x5C, 0x6E, 0xC3, 0x22], "1:4: byte 0xc3 is not valid UTF-8"),
    ] as [([UInt8], String)])
  func `bytes that are not UTF-8 are refused`(bytes: [UInt8], place: String) {
    #expect(
      mistake { try JSON.parse(bytes) } == "cannot parse JSON:\(place) | save the file as UTF-8")
  }

  @Test func `limits are named`() {
    var options = JSON.Options()
    options.limits.depth = 3
    #expect(
      mistake { try JSON.parse("[[[[]]]]", options: options) }
        == "cannot parse JSON:1:4: nested more than 3 levels deep")
    options.limits.bytes = 4
    #expect(
      mistake { try JSON.parse("[1,2]", options: options) }
        == "cannot parse JSON: it has more than 4 bytes, the limit")
  }

  @Test func `a repeated key is refused where somebody should hear of it`() {
    #expect(
      mistake { try JSON.parse("{\"a\": {\"a\": 1},\n \"a\": 2}", options: .strict) }
        == "cannot parse JSON:2:2: the key \"a\" is in this map already")
  }
}
