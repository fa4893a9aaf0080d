// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kube
import Manifest
import Testing

@testable import ManagementAPI

struct OpenAPITests {
  private static func recorded() throws -> [Value] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Golden/openapi/published.json")
    return try JSON.parse(Array(try Data(contentsOf: file)))["cases"]?.list ?? []
  }

  @Test func `custom resources are published as a real server publishes them`() throws {
    let cases = try Self.recorded()
    try #require(cases.count > 15)
    for recorded in cases {
      let name = Comment(rawValue: recorded["name"]?.string ?? "")
      let kind = try ServedKind(definition: Object(recorded["body"] ?? [:]))
      let version = try #require(kind.version("v1"))
      let document = OpenAPIDocument(catalog: Catalog([kind])).v2
      let mine = document["definitions"]?[OpenAPIDocument.name(of: kind, version)]
      #expect(Self.comparable(mine) == Self.comparable(recorded["published"]), name)
    }
  }

  /// Without the words, which are our own, and the name of the type of metadata.
  private static func comparable(_ value: Value?) -> Value {
    switch value {
    case .map(let map)?:
      var kept = map
      if kept["$ref"] != nil { kept = ["$ref": "metadata"] }
      if kept["description"]?.string?.contains("e") == true { kept["description"] = nil }
      return .map(Map(kept.map { ($0.key, comparable($0.value)) }))
    case .list(let list)?: return .list(list.map(comparable))
    case let other?: return other
    case nil: return "nothing"
    }
  }

  private let document = OpenAPIDocument(catalog: TestPlane.kinds)

  @Test func `every reference leads somewhere`() {
    let v2 = document.v2
    let known = v2["definitions"]?.map ?? [:]
    for name in OpenAPIDialect.v2.references(in: v2) { #expect(known.contains(name), "\(name)") }
    #expect(document.versions.count > 10)
    for version in document.versions {
      let one = document.v3(version) ?? [:]
      let known = one["components"]?["schemas"]?.map ?? [:]
      for name in OpenAPIDialect.v3.references(in: one) {
        #expect(known.contains(name), "\(version) \(name)")
      }
    }
    #expect(document.v3(GroupVersion(group: "x", version: "v1")) == nil)
  }

  @Test func `the built-in types say how lists are merged`() {
    let definitions = document.v2["definitions"]
    let spec = definitions?["io.k8s.api.core.v1.PodSpec"]?["properties"]
    #expect(spec?["containers"]?["x-kubernetes-patch-merge-key"] == "name")
    #expect(spec?["volumes"]?["x-kubernetes-patch-strategy"] == "merge,retainKeys")
    let pod = definitions?["io.k8s.api.core.v1.Pod"]
    #expect(
      pod?["x-kubernetes-group-version-kind"]
        == [["group": "", "version": "v1", "kind": "Pod"]])
    #expect(definitions?["io.k8s.api.policy.v1beta1.PodDisruptionBudget"] != nil)
  }

  @Test func `a patch can be tried, and its fields checked`() {
    let version = GroupVersion(group: "test.capctl.dev", version: "v1")
    let path = "/apis/test.capctl.dev/v1/namespaces/{namespace}/machines/{name}"
    let patch = document.v3(version)?["paths"]?[path]?["patch"]
    let names = patch?["parameters"]?.list?.compactMap { $0["name"]?.string } ?? []
    #expect(names.contains("dryRun") && names.contains("fieldValidation"))
    #expect(patch?["x-kubernetes-group-version-kind"]?["kind"] == "Machine")
    #expect(patch?["requestBody"]?["content"]?["application/apply-patch+yaml"] != nil)
  }

  private static let numbers: [(write: @Sendable (inout ProtoWriter) -> Void, bytes: [UInt8])] = [
    ({ $0.add(1, "hi") }, [0x0a, 2, 0x68, 0x69]), ({ $0.add(4, true) }, [0x20, 1]),
    ({ $0.add(4, false) }, []), ({ $0.add(11, Int64(300)) }, [0x58, 0xac, 2]),
    ({ $0.add(7, 1.0) }, [0x39, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]),
    ({ $0.add(31, [UInt8]()) }, [0xfa, 1, 0]),
  ]

  @Test func `fields are written as protocol buffers write them`() {
    for number in Self.numbers {
      var writer = ProtoWriter()
      number.write(&writer)
      #expect(writer.bytes == number.bytes)
    }
  }
}
