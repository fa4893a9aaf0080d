// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import HTTP
import Kube
import ManagementAPI
import Manifest
import Packs
import Site
import Synchronization
import TestKit
import Testing

@testable import Provider

/// The provider that `docs/provider-packs.md` builds, from that page's own text, against the API that it
/// describes.
struct CirrusTests {
  private static let clusters = Resource(
    group: "infrastructure.cluster.x-k8s.io", version: "v1", plural: "cirrusclusters")

  /// The fenced blocks of the page, by what stands behind the fence.
  private static func blocks(_ info: String) throws -> [String] {
    let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(
      contentsOf: root.appendingPathComponent("docs/provider-packs.md"), encoding: .utf8)
    let blocks = text.components(separatedBy: "```\(info)\n").dropFirst()
    return blocks.map { $0.components(separatedBy: "\n```")[0] }
  }

  private static func block(_ info: String) throws -> String {
    try #require(try blocks(info).first, "the page has no block \(info)")
  }

  private func run(
    _ body: (PackScene, CirrusAPI) async throws -> Void
  ) async throws {
    let definition = try YAML.parse(Self.block("yaml cirrus/crds/cirrusclusters.yaml"))
    let kind = try ServedKind(definition: Object(definition))
    let pack = try Self.block("yaml cirrus/packs/cirruscluster.yaml")
    let packs = try Pack.read(Source("cirruscluster.yaml", text: pack))
    let api = CirrusAPI()
    try await StubServer.run { request, connection in
      api.answer(request, connection)
    } _: { server in
      let transport = RESTTransport(over: HTTPClient(environment: [:]))
      try await PackScene.run(packs, kinds: [kind], over: [transport]) { scene in
        let example = try Self.block("yaml cirrus/example.yaml")
        try await scene.apply(
          example.replacingOccurrences(of: "${CIRRUS_URL}", with: server.url))
        try await body(scene, api)
      }
    }
  }

  private func becomesReady(_ scene: PackScene) async throws -> Object {
    try await eventually("the cluster is there") {
      try await scene.get(Self.clusters, "sky")?.isTrue(ConditionTypes.ready) == true
    }
    return try #require(try await scene.get(Self.clusters, "sky"))
  }

  @Test func `the page's provider makes and deletes what the page says`() async throws {
    let calls = try Self.blocks("calls").map { $0.split(separator: "\n").map(String.init) }
    try await run { scene, api in
      let cluster = try await becomesReady(scene)
      #expect(api.writes.sorted() == calls[0].sorted())
      #expect(api.writes.first == calls[0].first)
      #expect(cluster.spec["controlPlaneEndpoint"] == ["host": "192.0.2.7", "port": 6443])
      #expect(cluster.status["initialization", "provisioned"] == true)
      #expect(api.things["/v1/networks/sky"]?["range"] == "10.0.0.0/16")
      #expect(!"\(cluster)".contains("sesame"))
      _ = try await scene.client.delete(
        Address(Self.clusters, namespace: "default", name: "sky"))
      try await eventually("the cluster is gone") {
        try await scene.get(Self.clusters, "sky") == nil
      }
      #expect(api.things.isEmpty)
      let deletes = api.writes.filter { $0.hasPrefix("DELETE") }
      #expect(deletes.sorted() == calls[1].sorted())
      #expect(deletes.last == calls[1].last)
      let applied = try await scene.get(.secrets, "cirruscluster-sky-applied")
      #expect(applied == nil)
    }
  }

  @Test func `what Cirrus refuses is told in its own words, with what to do`() async throws {
    try await run { scene, api in
      _ = try await becomesReady(scene)
      let body = #"{"error": {"code": "OutOfRange", "message": "10.1.0.0/16 is taken"}}"#
      api.state.withLock { $0.refusals = [(422, body)] }
      let address = Address(Self.clusters, namespace: "default", name: "sky")
      _ = try await scene.client.patch(
        .merge(["spec": ["range": "10.1.0.0/16"]]), at: address)
      try await eventually("the condition tells") {
        try await scene.get(Self.clusters, "sky")?.condition(ConditionTypes.ready)?.status == .no
      }
      let ready = try #require(
        try await scene.get(Self.clusters, "sky")?.condition(ConditionTypes.ready))
      #expect(ready.reason == "ResourceFailed")
      #expect(
        ready.message.hasPrefix(
          "network PUT /v1/networks/sky: OutOfRange: 10.1.0.0/16 is taken (422); choose a range"))
      _ = try await scene.client.patch(
        .merge(["spec": ["range": "10.2.0.0/16"]]), at: address)
      _ = try await becomesReady(scene)
      try await eventually("the range is changed") {
        api.things["/v1/networks/sky"]?["range"] == "10.2.0.0/16"
      }
    }
  }

  @Test func `a token that is nowhere is named, and nothing is called`() async throws {
    try await run { scene, api in
      _ = try await becomesReady(scene)
      let clusters = Kind.cluster.resource()
      _ = try await scene.client.patch(
        .merge(["metadata": ["annotations": ["capctl.dev/variables-from": "ConfigMap/cirrus"]]]),
        at: Address(clusters, namespace: "default", name: "sky"))
      try await eventually("the condition tells") {
        try await scene.get(Self.clusters, "sky")?.condition(ConditionTypes.ready)?.reason
          == "VariablesMissing"
      }
      let message = try await scene.get(Self.clusters, "sky")?.condition("Ready")?.message ?? ""
      #expect(message.contains("CIRRUS_TOKEN (looked for in the cluster's own facts, ConfigMap"))
    }
  }
}
