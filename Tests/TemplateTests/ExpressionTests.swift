// SPDX-License-Identifier: Apache-2.0

import Log
import Manifest
import Testing

@testable import Template

/// A scope for tests: an object, variables, secret ones, and where it says it looked.
struct StubScope: Scope {
  var values: [String: Value] = [:]
  var secrets: [String: Value] = [:]

  func find(_ reference: Reference) -> Finding {
    if let secret = secrets["\(reference)"] { return .secret(secret) }
    if let value = Value.map(Map(values.map { ($0, $1) }))[reference.path] { return .found(value) }
    return .missing(
      lookedIn: reference.word == "spec" ? ["the object"] : ["built-ins", "Secret a"])
  }
}

func bind(_ value: Value, _ scope: StubScope = StubScope()) throws -> Bound {
  try Expression(parsing: value, at: ["body"]).bind(in: scope)
}

struct ExpressionTests {
  private static let scope = StubScope(values: [
    "NAME": "prod", "EMPTY": "", "COUNT": 3, "RATIO": 0.5, "ON": true,
    "spec": [
      "tags": ["a": 1], "subnets": [["id": "s0"], ["id": "s1"]], "nothing": .null,
      "a.b/c": "dotted", "ids": ["x", "Y", 1],
    ],
    "OTHER": "$<NAME>",
  ])

  @Test(
    arguments: [
      ("$<NAME>", "prod"), ("$<COUNT>", 3), ("$<RATIO>", 0.5), ("$<ON>", true),
      ("$<spec.tags>", ["a": 1]), ("$<spec.subnets>", [["id": "s0"], ["id": "s1"]]),
      ("$< spec.subnets[1].id >", "s1"), ("$<spec['a.b/c']>", "dotted"),
      ("$<spec[a.b/c]>", "dotted"),
      ("$<spec.nothing>", .null), ("$<EMPTY>", ""),
      ("a-$<NAME>-$<COUNT>-$<ON>-$<RATIO>", "a-prod-3-true-0.5"), ("$<NAME>$<NAME>", "prodprod"),
      ("$<OTHER>", "$<NAME>"), ("x$<OTHER>", "x$<NAME>"),
      ("$<NO:=d>", "d"), ("$<EMPTY:=d>", "d"), ("$<spec.nothing:=d>", "d"), ("$<NO:=>", ""),
      ("$<NAME:=d>", "prod"), ("$<NO:=$<COUNT>>", 3), ("$<NO:=$<NONE:=$<NAME>>>", "prod"),
      ("$<NO:=$<NAME>-vnet>", "prod-vnet"), ("a$<NO:=b$<NAME>c>d", "abprodcd"),
      ("$<NO:=3>", 3), ("$<NO:=1.5>", 1.5), ("$<NO:=true>", true), ("$<NO:=[]>", []),
      (#"$<NO:={"a": [1]}>"#, ["a": [1]]), ("$<NO:=null>", .null), ("$<NO:=v1>", "v1"),
      (#"$<NO:="3">"#, "3"), (#"a$<NO:="3">"#, "a3"), ("a$<NO:=1.50>", "a1.50"),
      (#"$<NO:=a\>b\|c\d>"#, #"a>b|c\d"#), ("$<NO:=a b | lower>", "a b"),
      ("$$<NAME> $$$<NAME> $NAME $$ <", "$<NAME> $$<NAME> $NAME $$ <"), ("$<NO:=$$<x>", "$<x"),
      ("{{ ds.meta_data.local_hostname }} $<NAME>", "{{ ds.meta_data.local_hostname }} prod"),
      ("$<NAME | base64>", "cHJvZA=="), ("$<COUNT|base64>", "Mw=="), ("$<EMPTY | base64>", ""),
      ("$<spec.tags | json>", #"{"a":1}"#), ("$<NAME | json>", #""prod""#),
      ("$<spec.ids | join>", "x,Y,1"), ("$<spec.ids | join '; '>", "x; Y; 1"),
      ("$<spec.ids | join - | lower | base64>", "eC15LTE="), ("$<NO:=A$<NAME> | lower>", "aprod"),
      ("-$<spec.ids | join>-", "-x,Y,1-"), ("", ""),
      ("$<NO:=/a/b | last>", "b"), (#"$<NO:="32768" | int>"#, 32768),
      ("$<NAME | gzip 9>", "cHJvZA=="),
      ("$<NO:=10.1.0.0/16 | cidrHost 258>", "10.1.1.2"), ("$<NO:=foobar | fnv32a>", "bf9cf968"),
      (
        "$<NO:=www.example.com | uuid5 6ba7b810-9dad-11d1-80b4-00c04fd430c8>",
        "2ed6657d-e927-568b-95e1-2665a8aea6a2"
      ),
      ("$<spec | jsonpath '{.subnets[1].id}'>", "s1"),
      ("$<spec | jsonpaths '{.subnets[*].id}'>", ["s0", "s1"]),
    ] as [(Value, Value)])
  func `a text becomes what its references lead to`(_ text: Value, _ expected: Value) throws {
    #expect(try bind(text, Self.scope).reveal() == expected)
  }

  @Test func `references are bound throughout a value, keys included`() throws {
    let body: Value = [
      "count": "$<COUNT>", "plain": [1, .null, "$$<"],
      "list": ["$<NAME>", ["$<NAME>": "x$<NAME>"]],
    ]
    let expected: Value = [
      "count": 3, "plain": [1, .null, "$<"], "list": ["prod", ["prod": "xprod"]],
    ]
    #expect(try bind(body, Self.scope).reveal() == expected)
  }

  @Test func `references are listed for whoever infers an order`() throws {
    let body: Value = [
      "at": "$<group.id>/subnets/$<item.name:=$<CLUSTER_NAME>-x>", "again": ["$<group.id | lower>"],
    ]
    let references = try Expression(parsing: body).references
    #expect(references.map(\.description) == ["group.id", "item.name", "CLUSTER_NAME"])
    #expect(references.map(\.word) == ["group", "item", "CLUSTER_NAME"])
    #expect(try Expression(parsing: ["a": "$$<b>"]).references == [])
  }

  @Test(arguments: [
    ("$<NAME", "unclosed $<NAME"), ("$<", "$< names nothing"), ("$<>", "$<> names nothing"),
    ("$<(date)", "$<(date) names nothing"),
    ("$<a.>", "a key is missing after a."), ("$<a[>", "the \"[\" after a is not closed"),
    ("$<a['b>", "the \"[\" after a is not closed"), ("$<a b>", "unclosed $<a b>"),
    ("$<a:b>", "unclosed $<a:b>"), ("$<a:=$<b>", "unclosed $<a:=$<b>"),
    ("$<a | upper>", "there is no filter \"upper\""), ("$<a |>", "there is no filter \"\""),
    ("$<a | lower x>", "lower does not take 1 arguments"),
  ])
  func `what cannot be read is refused with its place`(_ text: String, _ cause: String) throws {
    let value: Value = ["files": [["content": .string("é\n  \(text)")]]]
    let error = #expect(throws: TemplateError.self) { try bind(value) }
    #expect(error?.description == "cannot bind body.files[0].content:2:3: \(cause)")
    #expect(error?.hint != nil)
  }

  @Test(
    arguments: [
      ("a$<spec.tags>", "spec.tags is a map, which cannot stand in a longer text"),
      ("a$<spec.ids>", "spec.ids is a list, which cannot stand in a longer text"),
      ("a$<spec.nothing>", "spec.nothing is a null, which cannot stand in a longer text"),
      ("$<spec.tags | lower>", "lower takes a text, not a map"),
      ("$<NAME | join>", "join takes a list, not a string"),
    ] as [(Value, String)])
  func `a value that does not fit is refused`(_ text: Value, _ cause: String) throws {
    let error = #expect(throws: TemplateError.self) { try bind(text, Self.scope) }
    #expect(error?.cause == cause)
  }

  @Test func `keys must stay apart and be texts`() throws {
    let twice = #expect(throws: TemplateError.self) {
      try bind(["$<NAME>": 1, "prod": 2], Self.scope)
    }
    #expect(twice?.description == "cannot bind body: two keys become \"prod\"")
    let list = #expect(throws: TemplateError.self) { try bind(["$<spec.ids>": 1], Self.scope) }
    #expect(list?.description == "cannot bind body: a secret, a list or a map cannot be a key")
  }

  @Test func `all that is missing is named in one error, and where it was looked for`() throws {
    let body: Value = [
      "a": "$<A>", "b": ["x $<spec.b>", "$<A>"], "c": "$<C:=$<D>>", "e": "$<E:=e>",
    ]
    let error = #expect(throws: TemplateError.self) { try bind(body) }
    #expect(
      error?.description
        == "cannot bind body.a:1:1: no value for A (at body.a:1:1, looked for in built-ins, Secret a)"
        + "; spec.b (at body.b[0]:1:3, looked for in the object)"
        + "; D (at body.c:1:6, looked for in built-ins, Secret a)")
    #expect(error?.missing == ["A", "spec.b", "D"])
  }

  @Test func `deep nesting is refused before the stack ends`() throws {
    let deep = { (count: Int) -> Value in
      .string(String(repeating: "$<A:=", count: count) + String(repeating: ">", count: count))
    }
    #expect(try bind(deep(100)).reveal() == "")
    let error = #expect(throws: TemplateError.self) { try bind(deep(100_000)) }
    #expect(error?.description == "cannot bind body:1:501: nested more than 100 deep")
  }
}
