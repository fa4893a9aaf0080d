// SPDX-License-Identifier: Apache-2.0

import Foundation
@testable import Log
import Testing

struct FormatTests {
  private func line(
    _ format: Format, _ message: String, _ fields: Fields = [:],
    at time: Timestamp = Timestamp(seconds: 0, milliseconds: 0)
  ) -> String {
    let fields = fields.map { Field($0.key, $0.value) }
    let record = Record(time: time, level: .info, message: message, fields: fields)
    return String(decoding: format.line(record), as: UTF8.self)
  }

  @Test(arguments: [
    (0, 0, "1970-01-01T00:00:00.000Z"),
    (951_827_696, 7, "2000-02-29T12:34:56.007Z"),
    (1_767_225_599, 999, "2025-12-31T23:59:59.999Z"),
  ])
  func `times are written in full, in UTC`(seconds: Int, milliseconds: Int, text: String) {
    let time = Timestamp(seconds: seconds, milliseconds: milliseconds)
    #expect(line(.text, "m", at: time) == "\(text) info    m\n")
  }

  @Test(arguments: [
    ("plain-1.2/x:y", "plain-1.2/x:y"),
    ("", #""""#),
    ("two words", #""two words""#),
    (#"a"b\c"#, #""a\"b\\c""#),
    ("a=b", #""a=b""#),
    ("a\nb\r\t\u{1b}[31m\u{7f}\u{85}", #""a\nb\r\t\u001b[31m\u007f\u0085""#),
    ("zeile\u{2028}ende\u{202e}", #""zeile\u2028ende\u202e""#),
    ("grün 😀", #""grün 😀""#),
  ])
  func `a value in text is one word`(value: String, text: String) {
    #expect(line(.text, "m", ["k": value]).hasSuffix(" m k=\(text)\n"))
  }

  @Test func `a message in text stays on its line`() {
    let text = line(.text, "first\nsecond \"quoted\" C:\\ \u{1b}[0m")
    #expect(
      text == #"1970-01-01T00:00:00.000Z info    first\nsecond "quoted" C:\ \u001b[0m"# + "\n")
  }

  @Test func `JSON holds what was said, and keeps numbers numbers`() throws {
    let odd = "\u{0}\u{1b}\"\\\n\u{2028}ü😀/"
    let text = line(
      .json, odd,
      [
        "flag": true, "count": 3, "big": UInt64.max, "half": 0.5, "nan": Double.nan, odd: odd,
        "time": "mine", "msg": "mine",
      ])
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["msg"] as? String == odd)
    #expect(object[odd] as? String == odd)
    #expect(object["nan"] as? String == "nan")
    #expect(object["time_"] as? String == "mine")
    #expect(object["msg_"] as? String == "mine")
    #expect(text.contains(#""flag":true,"count":3,"big":18446744073709551615,"half":0.5,"#))
    #expect(text.hasPrefix(#"{"time":"1970-01-01T00:00:00.000Z","level":"info","msg":""#))
  }

  @Test(arguments: Format.allCases)
  func `of two values with one name the later one counts`(format: Format) {
    let text = line(format, "m", ["a": 1, "b": 2, "a": 3])
    let expected = format == .text ? "m a=3 b=2\n" : #""msg":"m","a":3,"b":2}"# + "\n"
    #expect(text.hasSuffix(expected))
  }
}
