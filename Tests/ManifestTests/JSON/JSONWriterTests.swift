// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

struct JSONWriterTests {
  @Test(
    arguments: [
      (.null, "null"), (true, "true"), ([], "[]"), ([:], "{}"),
      (.int(.min), "-9223372036854775808"),
      (["b": [1, "x"], "a": .null], #"{"b":[1,"x"],"a":null}"#),
      ("\"\\\u{8}\u{C}\n\r\t\u{1}\u{1F}\u{7F}/é😀", #""\"\\\b\f\n\r\t\u0001\u001f"# + "\u{7F}/é😀\""),
      ("<a>&\u{2028}", "\"<a>&\u{2028}\""),
    ] as [(Value, String)])
  func `a value is written on one line`(value: Value, text: String) {
    #expect(JSON.text(value) == text)
  }

  @Test(
    arguments: [
      (0, "0"), (-0.0, "-0"), (1, "1"), (-1.5, "-1.5"), (0.1, "0.1"), (100, "100"),
      (1e20, "100000000000000000000"), (1e21, "1e+21"), (1.25e25, "1.25e+25"),
      (0.000001, "0.000001"), (0.00000123, "0.00000123"), (1.2e-7, "1.2e-7"), (1e-10, "1e-10"),
      (12345678.5, "12345678.5"), (123456789012345680, "123456789012345680"),
      (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (.leastNonzeroMagnitude, "5e-324"),
      (.nan, "null"),
    ] as [(Double, String)])
  func `a number is written as Go writes it`(number: Double, text: String) {
    #expect(JSON.text(.double(number)) == text)
  }

  @Test func `kubectl's form is indented, sorted and safe in HTML`() {
    let value: Value = ["b": [1, []], "a": ["<x>&": "\u{2028}\u{2029}€"], "a1": [:], "Z": .null]
    let text = #"""
      {
          "Z": null,
          "a": {
              "\u003cx\u003e\u0026": "\u2028\u2029€"
          },
          "a1": {},
          "b": [
              1,
              []
          ]
      }
      """#
    #expect(JSON.text(value, style: .kubectl) == text)
  }

  @Test func `what is written is read back`() throws {
    try fuzz(300) { seed, random in
      let value = Tricky.value(depth: 4, using: &random)
      for style in [JSON.Style.compact, .kubectl] {
        let again = try JSON.parse(JSON.text(value, style: style))
        #expect(again == value, "seed \(seed)")
      }
    }
  }
}
