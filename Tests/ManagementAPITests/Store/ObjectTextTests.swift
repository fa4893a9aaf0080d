// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import TestKit
import Testing

@testable import ManagementAPI

struct ObjectTextTests {
  private static let texts = [
    // As `row` writes it, and with nothing else in its metadata.
    #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{}}"#,
    #"{"apiVersion":"a.dev/v1","kind":"A","metadata":{}}"#,
    // In other orders, and with revisions of their own.
    #"{"kind":"Pod","metadata":{"resourceVersion":"7","name":"a"},"apiVersion":"v1"}"#,
    #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","resourceVersion":"7"}}"#,
    // Nothing that clients could send, yet nothing that may be lost.
    #"{"apiVersion":"v\"1","kind":"Pod","metadata":{"name":"a"}}"#,
    #"{"kind":"Pod","metadata":{"name":"a"}}"#, #"{"metadata":{}}"#, "{}", "null",
    #"{"apiVersion":"v1","kind":"Pod","metadata":null}"#,
    #"{"apiVersion":"v1","kind":"Pod","metadata":[{"name":"a"}]}"#,
  ]

  @Test(arguments: texts)
  func `an object is kept as JSON that says what its tree says`(_ text: String) throws {
    let value = try JSON.parse(text)
    let key = StoreKey(StoreTests.machines, name: "a")
    let row = ObjectText.row(value)
    let object = StoredObject(key: key, revision: 42, body: value, row: row)
    var wanted = value
    wanted["metadata"]?["resourceVersion"] = "42"
    #expect(object.body == wanted)
    #expect(try JSON.parse(object.json) == wanted)
    #expect(try JSON.parse(row)["metadata"]?["resourceVersion"] == nil)
    // The rows of old files are in the order in which their objects came.
    let old = StoredObject(key: key, revision: 42, body: value, row: JSON.bytes(value))
    #expect(try JSON.parse(old.json)["metadata"]?["name"] == value["metadata"]?["name"])
  }

  @Test(
    arguments: texts + [
      #"{"kind":"A","apiVersion":"v1","metadata":{"labels":{"a":"b","c/d":"e"},"name":"a"}}"#,
      #"{"kind":"A","apiVersion":"v1","metadata":{"name":"labels","x":["}",{"labels":1}],"labels":{}}}"#,
      #"{"kind":"A","apiVersion":"v1","metadata":{"n":1.5,"x":"\",\"labels\":","labels":{"a":"\"}\\"}}}"#,
      #"{"kind":"A","apiVersion":"v1","metadata":{"n":{"labels":{"a":"b"}}},"labels":{"a":"b"}}"#,
      #"{"kind":"A","apiVersion":"v1","metadata":{"labels":null,"n\"":true}}"#,
    ])
  func `labels are found in the text`(_ text: String) throws {
    let value = try JSON.parse(text)
    let json = ObjectText.numbered(ObjectText.row(value), 7) ?? JSON.bytes(value)
    guard let labels = ObjectText.labels(json) else {
      // Not where a row has it; all of it is read then.
      #expect(Self.texts.contains(text))
      return
    }
    let found = labels.isEmpty ? nil : try JSON.parse(Array(labels)).map
    #expect(found == value["metadata"]?["labels"]?.map)
  }

  @Test(
    arguments: texts + [
      #"{"kind":"A","apiVersion":"v1","metadata":{"managedFields":[{"f:x":{"}":1}}],"name":"a"}}"#,
      #"{"kind":"A","apiVersion":"v1","metadata":{"name":"a","managedFields":[{"a":"\"]}"}]},"b":1}"#,
      #"{"kind":"A","apiVersion":"v1","metadata":{"managedFields":[]}}"#,
      #"{"kind":"A","apiVersion":"v1","metadata":{"n":1,"managedFields":null,"m":{}}}"#,
      #"{"kind":"A","apiVersion":"v1","metadata":{"m":{"managedFields":[1]}},"managedFields":[2]}"#,
    ])
  func `what says who set which field is left out of the text`(_ text: String) throws {
    let value = try JSON.parse(text)
    let json = ObjectText.numbered(ObjectText.row(value), 7) ?? JSON.bytes(value)
    guard let brief = ObjectText.brief(json) else {
      #expect(Self.texts.contains(text))
      return
    }
    var whole = try JSON.parse(json)
    whole["metadata"]?["managedFields"] = nil
    #expect(try JSON.parse(brief) == whole)
  }

  @Test(arguments: [
    ("a.dev/v1", true), ("a.dev/v1beta1", false), ("a.dev/v", false), ("v1", false), ("", false),
  ])
  func `the version that an object is written in is seen`(_ version: String, _ isMeant: Bool) {
    let text = ObjectText.row(["kind": "A", "metadata": [:], "apiVersion": "a.dev/v1"])
    #expect(ObjectText.isWritten(text, in: version) == isMeant)
  }

  @Test func `what has not been read for long is read all the same`() async throws {
    try await withTemporaryDirectory { folder in
      let store = try Store(folder.appending(path: "store.db").path)
      for number in 0..<1100 {
        let name = "n\(number)"
        let body = StoreTests.body(name, Int64(number))
        _ = try await store.commit(.create(StoreTests.key(name), body))
      }
      for number in 0..<1100 {
        let found = store.find(StoreTests.key("n\(number)"))
        #expect(found?.body["spec"]?["number"] == .int(Int64(number)))
      }
    }
  }
}
