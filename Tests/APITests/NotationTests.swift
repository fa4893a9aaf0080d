// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

@testable import API

struct NotationTests {
  @Test(
    arguments: [
      ("string", #"{"type":"string"}"#),
      (
        "string 1..63; A name.",
        #"{"type":"string","minLength":1,"maxLength":63,"description":"A name."}"#
      ),
      ("int 0..", #"{"type":"integer","format":"int32","minimum":0}"#),
      ("A|B", #"{"type":"string","enum":["A","B"]}"#),
      ("A|", #"{"type":"string","enum":["A"]}"#),
      ("intstr = 1", #"{"x-kubernetes-int-or-string":true,"default":1}"#),
      (
        "string(1..5)[] set ..9",
        #"{"type":"array","items":{"type":"string","minLength":1,"maxLength":5},"x-kubernetes-list-type":"set","maxItems":9}"#
      ),
      ("bool{}", #"{"type":"object","additionalProperties":{"type":"boolean"}}"#),
      ("string /^a b?$/", nil),
      ("string /^a$/", #"{"type":"string","pattern":"^a$"}"#),
      (
        "$Part[] map(k)",
        #"{"type":"array","items":{"type":"object","properties":{"k":{"type":"string"}},"required":["k"]},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"]}"#
      ),
      ("$None", nil), ("word", nil), ("string often", nil), ("bool 1..2", nil), ("string = {", nil),
    ] as [(String, String?)])
  func `a field stands in one line`(text: String, schema: String?) throws {
    var notation = SchemaNotation(
      shared: ["Part": ["k!": "string"]], subject: "test")
    guard let schema else {
      #expect(throws: NotationError.self) { try notation.schema(.string(text), at: "x") }
      return
    }
    #expect(try notation.schema(.string(text), at: "x") == JSON.parse(schema))
  }

  @Test func `a change goes field by field, and null takes away`() throws {
    let parts = try YAML.parse(
      """
      Base:
        a!: string
        b: {c: int, d: int}
        e[]:
          f: string
      Next:
        $from: Base
        a: null
        b: {c: null}
        e[]:
          g: bool
      """)
    let shared = Dictionary(
      uniqueKeysWithValues: (parts.map ?? [:]).map { ($0.key, $0.value) })
    var notation = SchemaNotation(shared: shared, subject: "test")
    let schema = try notation.schema("$Next", at: "x")
    #expect(schema["required"] == nil)
    #expect(schema["properties", "a"] == nil)
    #expect(schema["properties", "b", "properties"]?.map?.keys == ["d"])
    #expect(schema["properties", "e", "items", "properties"]?.map?.keys == ["f", "g"])
  }
}
