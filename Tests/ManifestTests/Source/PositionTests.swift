// SPDX-License-Identifier: Apache-2.0

import Log
import Manifest
import Testing

struct PositionTests {
  private let yaml = """
    # first
    a: 1
    ---
    metadata:
      name: &n x
      é: {b: 1, c: [2, {d: 3}]}
    list:
    - one
    -   two: 2
        again: *m
    """

  private func documents(_ text: String) throws -> [Document] {
    try Source("x.yaml", text: text).documents().map { try $0.get() }
  }

  @Test(
    arguments: [
      ([], "4:1"), (["metadata"], "4:1"), (["metadata", "name"], "5:3"),
      (["metadata", "é"], "6:3"),
      (["metadata", "é", "c"], "6:13"), (["metadata", "é", "c", 0], "6:17"),
      (["metadata", "é", "c", 1], "6:20"), (["metadata", "é", "c", 1, "d"], "6:21"),
      (["list", 0], "8:3"), (["list", 1], "9:5"), (["list", 1, "two"], "9:5"),
      (["list", 7, "x"], "7:1"), (["nothing"], "4:1"), (["metadata", 3], "4:1"),
    ] as [(Path, String)])
  func `a node of YAML has a place`(path: Path, place: String) throws {
    let document = try #require(try documents(yaml.replacing("*m", with: "*n")).last)
    #expect(document.position(of: path).description == "x.yaml:\(place)")
  }

  @Test(
    arguments: [
      ([], "2:1"), (["a"], "2:2"), (["a", 1], "3:2"), (["a", 1, "é"], "3:3"), (["a", 2], "3:14"),
      (["b"], "4:1"), (["b", "c"], "4:7"),
    ] as [(Path, String)])
  func `a node of JSON has a place`(path: Path, place: String) throws {
    let text = "\n{\"a\": [1,\n {\"é\": \"😀\"}, 2],\n\"b\": {\"c\": 1}}"
    let document = try #require(try documents(text).first)
    #expect(document.position(of: path).description == "x.yaml:\(place)")
  }

  @Test func `what is merged or named again has the place it was written at`() throws {
    let text = """
      base: &b
        x: 1
        y1: [1,
          2]
      one: {x: 0, <<: *b, z: 3}
      two: *b
      three: {<<: [{w: 1}, *b]}
      """
    let document = try #require(try documents(text).first)
    let places: [(Path, String)] = [
      (["one", "x"], "2:3"), (["one", "y1", 1], "4:5"), (["one", "z"], "5:21"), (["two"], "6:1"),
      (["two", "y1", 0], "3:8"), (["three", "w"], "7:15"), (["three", "x"], "2:3"),
    ]
    for (path, place) in places {
      #expect(document.position(of: path).description == "x.yaml:\(place)", "\(path)")
      #expect(document.value[path] != nil)
    }
  }

  @Test func `each of several JSON texts has its own places`() throws {
    let documents = try documents("{\"a\": 1}\n {\"b\":\n2}")
    #expect(documents.map { $0.position.description } == ["x.yaml:1:1", "x.yaml:2:2"])
    #expect(documents[1].position(of: ["b"]).description == "x.yaml:2:3")
  }

  @Test func `an error names the place and the path`() throws {
    let document = try #require(try documents("spec:\n  replicas: x\n").first)
    let error = document.error(at: ["spec", "replicas"], "apply", "a number is wanted")
    #expect(error.description == "cannot apply x.yaml:2:3: spec.replicas: a number is wanted")
  }

  @Test(
    arguments: [
      ([], "."), (["spec", "containers", 0, "name"], "spec.containers[0].name"),
      (["metadata", "annotations", "a.b/c"], "metadata.annotations[a.b/c]"), ([0, 1], "[0][1]"),
      (["", "x"], "[].x"), (["a-b_c1", "é"], "a-b_c1[é]"),
    ] as [(Path, String)])
  func `a path is written as Kubernetes writes it`(path: Path, text: String) {
    #expect(path.description == text)
  }

  @Test func `a path leads to a value`() {
    let value: Value = ["spec": ["containers": [["name": "a"]]]]
    #expect(value[["spec", "containers", 0, "name"] as Path] == "a")
    #expect(value[["spec", "containers", 1] as Path] == nil)
    #expect(value[["spec", 0] as Path] == nil)
    #expect(value[[] as Path] == value)
  }
}
