// SPDX-License-Identifier: Apache-2.0

import Log
import Manifest
import Testing

@testable import Template

struct BoundTests {
  private static let scope = StubScope(
    values: ["NAME": "prod"],
    secrets: ["PASS": "hunter2", "KEYS": ["hunter2", "x"], "LIKE": "$<NAME>", "NO": ""])

  @Test(
    arguments: [
      ("$<PASS>", "hunter2", "***"), ("p=$<PASS>;n=$<NAME>", "p=hunter2;n=prod", "p=***;n=prod"),
      ("$<PASS | base64>", "aHVudGVyMg==", "***"), ("$<KEYS>", ["hunter2", "x"], "***"),
      ("$<KEYS | join>!", "hunter2,x!", "***!"), ("$<NONE:=$<PASS>>", "hunter2", "***"),
      ("$<NONE:=a$<PASS>>", "ahunter2", "a***"), ("$<NO:=open>", "open", "open"),
      (
        ["a": ["$<PASS>"], "b": "$<NAME>"], ["a": ["hunter2"], "b": "prod"],
        ["a": ["***"], "b": "prod"]
      ),
      ("$<LIKE>", "$<NAME>", "***"),
    ] as [(Value, Value, Value)])
  func `secrets are marked`(_ text: Value, _ revealed: Value, _ redacted: Value) throws {
    let bound = try bind(text, Self.scope)
    #expect(bound.redacted == redacted)
    #expect(bound.holdsSecret == (revealed != redacted))
    #expect(bound.reveal() == revealed)
  }

  @Test func `a bound value never prints its secrets`() throws {
    let bound = try bind(["a": "$<PASS>", "b": 1], Self.scope)
    var dumped = ""
    dump(bound, to: &dumped)
    for text in ["\(bound)", String(reflecting: bound), "\([bound])", dumped] {
      #expect(!text.contains("hunter2"))
    }
    #expect("\(bound)" == #"{"a":"***","b":1}"#)
  }

  @Test func `an error never holds a secret`() throws {
    for text in ["a$<KEYS>", "$<KEYS | lower>", "$<PASS | join>"] as [Value] {
      let error = #expect(throws: TemplateError.self) { try bind(text, Self.scope) }
      #expect(error.map { !"\($0)".contains("hunter2") } == true)
    }
    let key = #expect(throws: TemplateError.self) { try bind(["$<PASS>": 1], Self.scope) }
    #expect(key?.description == "cannot bind body: a secret, a list or a map cannot be a key")
  }
}
