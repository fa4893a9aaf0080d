// SPDX-License-Identifier: Apache-2.0

import Controllers
import Kube
import Manifest
import TestKit
import Testing

@Suite struct TemplateContentTests {
  static func template(_ json: String, name: String = "md") throws -> Object {
    var object = Object(
      [
        "apiVersion": "infrastructure.cluster.x-k8s.io/v1beta2", "kind": "InMemoryMachineTemplate",
        "metadata": ["name": .string(name), "namespace": "demo", "labels": ["a": "b"]],
      ])
    object.spec = try JSON.parse(json)
    return object
  }

  @Test(arguments: [
    (
      #"{"template":{"spec":{"a":1,"b":[1,2]}}}"#, #"{"template":{"spec":{"b":[1,2],"a":1}}}"#, true
    ),
    (#"{"template":{"spec":{"a":1}}}"#, #"{"template":{"spec":{"a":1.0,"b":null}}}"#, true),
    (#"{"template":{"spec":{"a":1}}}"#, #"{"template":{"spec":{"a":1}},"other":true}"#, true),
    (#"{"template":{"spec":{"a":1}}}"#, #"{"template":{"spec":{"a":"1"}}}"#, false),
    (#"{"template":{"spec":{"t":[]}}}"#, #"{"template":{"spec":{"t":null}}}"#, false),
    (#"{"template":{"spec":{"t":[1,2]}}}"#, #"{"template":{"spec":{"t":[2,1]}}}"#, false),
    (
      #"{"template":{"metadata":{"labels":{"x":"y"}},"spec":{}}}"#, #"{"template":{"spec":{}}}"#,
      false
    ),
    (
      #"{"template":{"spec":{"key":"$<KEY>"}}}"#, #"{"template":{"spec":{"key":"$<OTHER>"}}}"#,
      false
    ),
  ])
  func `content is what a template makes`(left: String, right: String, same: Bool) throws {
    let contents = try [left, right].map { TemplateContent(try Self.template($0)) }
    #expect((contents[0] == contents[1]) == same)
    #expect((ContentHash(contents[0]) == ContentHash(contents[1])) == same)
  }

  @Test func `hashes are FNV-1a, and stay what they are`() {
    #expect(ContentHash("").number == 0xcbf2_9ce4_8422_2325)
    #expect(ContentHash("a").number == 0xaf63_dc4c_8601_ec8c)
    #expect(ContentHash("foobar").number == 0x8594_4171_f739_67e8)
    #expect("\(ContentHash("foobar"))".allSatisfy { "bcdfghjklmnpqrstvwxz2456789".contains($0) })
  }

  @Test func `a frozen copy holds the content under its hash`() throws {
    let template = try Self.template(#"{"template":{"spec":{"a":1,"n":null}}}"#)
    let content = TemplateContent(template)
    let copy = FrozenTemplate.copy(of: template, holding: content)
    #expect(copy.name == "md-\(ContentHash(content))")
    #expect(copy.namespace == "demo")
    #expect(copy.groupVersionKind == template.groupVersionKind)
    #expect(TemplateContent(copy) == content)
    #expect(copy.value["metadata", "labels"] == nil)
    // A copy of a copy's content under the same template is the same object.
    #expect(FrozenTemplate.name(of: "md", holding: TemplateContent(copy)) == copy.name)
    let long = FrozenTemplate.name(of: String(repeating: "x", count: 80), holding: content)
    #expect(long.count == 63)
    #expect(long.hasSuffix("-\(ContentHash(content))"))
  }

  @Test(
    arguments: [
      ("same", "plain:a", "plain:a", false, []), ("changed", "plain:a", "plain:b", false, ["X"]),
      ("secret that does not count", "secret:a", "secret:b", false, []),
      ("secret that counts", "secret:a", "secret:b", true, ["X"]),
      ("secret that stays", "secret:a", "secret:a", true, []),
      ("environment", "env", "env", true, []), ("lost", "plain:a", "none", true, []),
      ("found", "none", "plain:a", true, []),
      ("moved to a secret", "plain:a", "secret:a", true, ["X"]),
      ("moved to a secret that does not count", "plain:a", "secret:a", false, []),
      ("moved to the environment", "plain:a", "env", true, []),
    ] as [(String, String, String, Bool, [String])])
  func `which variables start a roll-out`(
    why: String, before: String, after: String, secrets: Bool, changed: [String]
  ) {
    let records = [before, after].map { text in
      BoundVariables(["X": Self.source(text)], countingSecrets: secrets)
    }
    #expect(records[1].changes(since: records[0]) == changed, "\(why)")
  }

  static func source(_ text: String) -> BoundVariables.Source {
    let value = String(text.drop { $0 != ":" }.dropFirst())
    return text.hasPrefix("plain")
      ? .plain(value)
      : text.hasPrefix("secret") ? .secret(hmac: value) : text == "env" ? .environment : .unresolved
  }

  @Test func `a record is completed, never rewritten`() {
    let frozen = BoundVariables(["A": .plain("1"), "B": .unresolved], countingSecrets: false)
    let now = BoundVariables(["A": .plain("2"), "B": .plain("3")], countingSecrets: false)
    let completed = now.completing(frozen)
    #expect(completed.tokens["A"] == frozen.tokens["A"])
    #expect(completed.tokens["B"] == now.tokens["B"])
    #expect(now.changes(since: completed) == ["A"])
  }

  @Test func `no value of a variable is in its record`() {
    let record = BoundVariables(
      ["A": .plain("eastus"), "B": .environment], countingSecrets: true)
    #expect(!"\(record)".contains("eastus"))
  }
}

@Suite struct RolloutTemplateTests {
  static func template(_ version: String? = "v1.30.0", infrastructure: String = "{}") throws
    -> RolloutTemplate
  {
    RolloutTemplate(
      version: version,
      bootstrap: .template(
        kind: "KubeadmConfigTemplate", name: "md", content: TemplateContent(Object([:]))),
      infrastructureKind: "DockerMachineTemplate",
      infrastructure: TemplateContent(
        try TemplateContentTests.template(#"{"template":{"spec":\#(infrastructure)}}"#)))
  }

  @Test func `the same content under another name replaces nothing`() throws {
    var other = try Self.template()
    other.bootstrap = .template(
      kind: "KubeadmConfigTemplate", name: "md-2", content: TemplateContent(Object([:])))
    #expect(try Self.template().differences(from: other).isEmpty)
  }

  @Test func `differences are told, the version first`() throws {
    var wanted = try Self.template("v1.31.0", infrastructure: #"{"image":"x"}"#)
    wanted.failureDomain = "b"
    wanted.bootstrap = .template(
      kind: "KubeadmConfigTemplate", name: "md",
      content: TemplateContent(try TemplateContentTests.template(#"{"template":{"spec":{"a":1}}}"#))
    )
    wanted.variables = BoundVariables(["REGION": .plain("west")], countingSecrets: false)
    var old = try Self.template()
    old.variables = BoundVariables(["REGION": .plain("east")], countingSecrets: false)
    #expect(
      old.differences(from: wanted) == [
        "Version v1.30.0, v1.31.0 required", "KubeadmConfig is not up-to-date",
        "DockerMachine is not up-to-date", "Failure domain none, b required",
        "Variables REGION changed",
      ])
  }

  @Test func `a person's Secret in place of a template is a difference`() throws {
    var wanted = try Self.template()
    wanted.bootstrap = .dataSecret("user-data")
    #expect(
      try Self.template().differences(from: wanted)
        == ["Bootstrap KubeadmConfigTemplate md, Secret user-data required"])
  }

  @Test func `a set and its machines share the letters of a label`() throws {
    var random = SeededRandom(7)
    let name = SetName(deployment: "md", template: try Self.template(), using: &random)
    #expect(name.name.hasPrefix("md-"))
    #expect(name.name.count == 8)
    #expect(name.label.hasSuffix("-\(name.name.suffix(5))"))
    let next = SetName(deployment: "md", template: try Self.template(), using: &random)
    #expect(next.label.dropLast(6) == name.label.dropLast(6))
    #expect(next.name != name.name)
    let other = SetName(deployment: "md", template: try Self.template("v1.30.1"), using: &random)
    #expect(other.label.dropLast(6) != name.label.dropLast(6))
    let long = SetName(
      deployment: String(repeating: "d", count: 80), template: try Self.template(), using: &random)
    #expect(long.name.count == 63)
  }
}
