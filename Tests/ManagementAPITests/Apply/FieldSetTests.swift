// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

@testable import ManagementAPI

struct FieldSetTests {
  @Test(arguments: [
    #"{}"#,
    #"{"f:metadata":{"f:labels":{".":{},"f:a":{}}}}"#,
    #"{"f:a":{},"f:b":{},"k:{\"name\":\"x\"}":{".":{},"f:name":{}},"v:2":{},"v:10":{},"v:\"s\"":{},"i:0":{}}"#,
    #"{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{}},"v:true":{}}"#,
  ])
  func `a set is written as it was read`(text: String) throws {
    // An item that is in the set alone is written without its dot.
    let written = text.replacing(#"{".":{}}"#, with: "{}")
    let set = try FieldSet(fieldsV1: try JSON.parse(text))
    #expect(JSON.text(set.fieldsV1) == written)
  }

  @Test func `elements are sorted by kind, then by value`() throws {
    let set = try FieldSet(
      fieldsV1: [
        "i:1": [:], "v:\"b\"": [:], "v:10": [:], "v:9": [:], "k:{\"a\":1}": [:], "f:é": [:],
        "f:z": [:], "v:false": [:],
      ])
    #expect(
      set.fieldsV1.map?.keys
        == ["f:z", "f:é", "k:{\"a\":1}", "v:9", "v:10", "v:\"b\"", "v:false", "i:1"])
  }

  @Test(arguments: ["f", "", "name", "k:x", "k:[]", "v:", "i:x"])
  func `what is no path is refused`(key: String) {
    #expect(throws: PathElement.Malformed.self) {
      try FieldSet(fieldsV1: .map([key: [:]]))
    }
  }

  @Test func `elements of kinds yet unknown are passed over`() throws {
    #expect(try FieldSet(fieldsV1: ["q:x": [:], "f:a": [:]]).fieldsV1 == ["f:a": [:]])
  }

  @Test func `sets are joined, cut and told apart by their paths`() throws {
    let one = try FieldSet(fieldsV1: ["f:a": [".": [:], "f:b": [:]], "f:c": [:]])
    let two = try FieldSet(fieldsV1: ["f:a": ["f:b": [:]], "f:d": [:]])
    #expect(
      one.union(two).fieldsV1 == ["f:a": [".": [:], "f:b": [:]], "f:c": [:], "f:d": [:]])
    #expect(one.intersection(two).fieldsV1 == ["f:a": ["f:b": [:]]])
    #expect(one.subtracting(two).fieldsV1 == ["f:a": [:], "f:c": [:]])
    #expect(two.intersection(one).isSubset(of: one))
    #expect(!two.isSubset(of: one))
  }
}
