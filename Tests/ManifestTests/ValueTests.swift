// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

struct ValueTests {
  @Test func `maps are equal in any order`() {
    let one: Value = ["a": 1, "b": ["c": true]]
    let two: Value = ["b": ["c": true], "a": 1]
    #expect(one == two)
    #expect(one.hashValue == two.hashValue)
    #expect(one.map?.keys == ["a", "b"])
  }

  @Test func `an entry can be set, read by path and removed`() {
    var value: Value = ["spec": ["replicas": 3]]
    #expect(value["spec", "replicas"] == 3)
    value["spec"]?["replicas"] = 5
    value["kind"] = "Machine"
    #expect(value == ["kind": "Machine", "spec": ["replicas": 5]])
    value["spec"] = nil
    #expect(value == ["kind": "Machine"])
  }

  @Test func `an integer is not a floating-point number`() {
    #expect(Value.int(1) != Value.double(1))
  }
}
