// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

@testable import ManagementAPI

struct BuiltinRuleTests {
  private static let secrets = Address(
    Resource(group: "", version: "v1", plural: "secrets"), namespace: "demo")
  private static let configMaps = Address(TestPlane.configMaps, namespace: "demo")

  private static func object(_ kind: String, _ fields: Value) -> Object {
    var value: Value = ["apiVersion": "v1", "kind": .string(kind), "metadata": ["name": "x"]]
    for entry in fields.map ?? [:] { value[entry.key] = entry.value }
    return Object(value)
  }

  private static func at(_ collection: Address) -> Address {
    var address = collection
    address.name = "x"
    return address
  }

  @Test func `a namespace is active, labelled and held from the start`() async throws {
    try await TestPlane.run { plane in
      let demo = try await plane.client.get(Address(TestPlane.namespaces, name: "demo"))
      #expect(demo.status["phase"] == "Active")
      #expect(demo.spec["finalizers"] == ["kubernetes"])
      #expect(demo.metadata.labels["kubernetes.io/metadata.name"] == "demo")
      #expect(demo.metadata.generation == 0)
    }
  }

  @Test func `plain text of a secret is folded into its data`() async throws {
    try await TestPlane.run { plane in
      let sent = Self.object(
        "Secret", ["data": ["a": "YQ=="], "stringData": ["b": "bc", "a": "z"]])
      let made = try await plane.client.create(sent, at: Self.secrets)
      #expect(made.value["data"] == ["a": "eg==", "b": "YmM="])
      #expect(made.value["stringData"] == nil)
      #expect(made.value["type"] == "Opaque")
    }
  }

  private static let refusedSecrets: [(fields: String, message: String)] = [
    (
      #"{"data": {"a": "YQ=x"}}"#,
      #"Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 3"#
    ),
    (
      #"{"type": "kubernetes.io/tls", "data": {"tls.crt": ""}}"#,
      #"Secret "x" is invalid: data[tls.key]: Required value"#
    ),
    (
      #"{"type": "kubernetes.io/service-account-token"}"#,
      #"Secret "x" is invalid: metadata.annotations[kubernetes.io/service-account.name]: Required value"#
    ),
    (
      #"{"data": {"..a": ""}}"#,
      #"Secret "x" is invalid: data[..a]: Invalid value: "..a": must not start with '..'"#
    ),
  ]

  @Test(arguments: refusedSecrets)
  func `a secret that cannot be one is refused`(fields: String, message: String) async throws {
    try await TestPlane.run { plane in
      let sent = Self.object("Secret", try JSON.parse(Array(fields.utf8)))
      let refused = try await refusal { _ = try await plane.client.create(sent, at: Self.secrets) }
      #expect(refused?.message == message)
    }
  }

  @Test func `the type of a secret stays`() async throws {
    try await TestPlane.run { plane in
      _ = try await plane.client.create(Self.object("Secret", [:]), at: Self.secrets)
      let refused = try await refusal {
        _ = try await plane.client.patch(.merge(["type": "other"]), at: Self.at(Self.secrets))
      }
      #expect(
        refused?.message
          == #"Secret "x" is invalid: type: Invalid value: "other": field is immutable"#)
    }
  }

  @Test func `what calls itself immutable stays as it is, but for its labels`() async throws {
    try await TestPlane.run { plane in
      let sent = Self.object("ConfigMap", ["data": ["a": "b"], "immutable": true])
      _ = try await plane.client.create(sent, at: Self.configMaps)
      let place = Self.at(Self.configMaps)
      for change: Value in [
        ["data": ["a": "c"]], ["binaryData": ["z": "AA=="]], ["immutable": false],
      ] {
        let refused = try await refusal {
          _ = try await plane.client.patch(.merge(change), at: place)
        }
        #expect(refused?.message.contains("field is immutable when `immutable` is set") == true)
      }
      _ = try await plane.client.patch(.merge(["metadata": ["labels": ["l": "v"]]]), at: place)
    }
  }

  @Test func `an event written in one shape is read in the other`() async throws {
    try await TestPlane.run { plane in
      let old = Address(Resource(group: "", version: "v1", plural: "events"), namespace: "demo")
      let new = Address(
        Resource(group: "events.k8s.io", version: "v1", plural: "events"), namespace: "demo")
      var event = Self.object("Event", ["involvedObject": ["kind": "Pod"], "message": "m"])
      _ = try await plane.client.create(event, at: old)
      let read = try await plane.client.get(Self.at(new))
      #expect(read.apiVersion == "events.k8s.io/v1")
      #expect(read.value["regarding"]?["kind"] == "Pod")
      #expect(read.value["note"] == "m")
      event = read
      event.value["note"] = "n"
      _ = try await plane.client.update(event, at: Self.at(new))
      #expect(try await plane.client.get(Self.at(old)).value["message"] == "n")
      #expect(try await plane.client.list(new).items.map(\.apiVersion) == ["events.k8s.io/v1"])
    }
  }

  @Test func `a deployment begins with the numbers that Kubernetes gives it`() async throws {
    try await TestPlane.run { plane in
      let deployments = Address(
        Resource(group: "apps", version: "v1", plural: "deployments"), namespace: "demo")
      let sent = Object(["apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "d"]])
      let made = try await plane.client.create(sent, at: deployments)
      #expect(made.spec["replicas"] == 1)
      #expect(made.metadata.generation == 1)
    }
  }

  private static let texts: [(bytes: [UInt8], text: String)] = [
    ([], ""), ([0], "AA=="), ([1, 2], "AQI="), ([1, 2, 3], "AQID"),
    ([255, 254, 253, 252], "//79/A=="),
  ]

  @Test(arguments: texts)
  func `bytes go into base64 and come back`(bytes: [UInt8], text: String) {
    #expect(Base64Text.encode(bytes) == text)
    #expect(Base64Text.decode(text) == bytes)
  }

  @Test(arguments: [("A", 1), ("AA=", 3), ("A===", 1), ("AA=A", 3), ("A*==", 1), ("AAA=\n", nil)])
  func `what is no base64 says where`(text: String, place: Int?) {
    #expect(Base64Text.fault(in: text) == place)
  }
}
