// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kube
import ManagementAPI
import Manifest
import Synchronization
import TestKit

/// What a real API server answered to writes of one object, step by step.
struct Recording: Sendable {
  let name: String
  let kind: String
  let steps: [Value]

  static func all() throws -> (recordings: [Recording], schema: Value) {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Golden/apply/apply.json")
    let root = try JSON.parse(Array(try Data(contentsOf: file)))
    let recordings = (root["cases"]?.list ?? []).map {
      Recording(
        name: $0["name"]?.string ?? "", kind: $0["kind"]?.string ?? "",
        steps: $0["steps"]?.list ?? [])
    }
    return (recordings, root["schema"] ?? [:])
  }
}

/// A management API that serves the recorded kinds, and whose clock counts the steps.
final class RecordingPlane: Sendable {
  static let widgets = Resource(group: "test.capctl.dev", version: "v1", plural: "widgets")

  let client: LocalClient
  private let seconds: Seconds

  private final class Seconds: Sendable {
    let value = Mutex<Int64>(0)
  }

  private init(_ store: Store, schema: Value) throws {
    var widget = ServedKind(
      group: Self.widgets.group, kind: "Widget", plural: Self.widgets.plural,
      versions: [ServedVersion("v1")], storageVersion: "v1")
    widget.versions[0].schema = try Schema(schema)
    var catalog = Catalog.core
    catalog.add(widget)
    let seconds = Seconds()
    let start = Time("2026-01-01T00:00:00Z")?.microseconds ?? 0
    let server = APIServer(store, kinds: catalog) {
      Time(microseconds: start + seconds.value.withLock { $0 } * 1_000_000)
    }
    self.seconds = seconds
    client = server.client()
  }

  static func run(schema: Value, _ body: (RecordingPlane) async throws -> Void) async throws {
    try await withTemporaryDirectory { folder in
      let store = try Store(folder.appending(path: "store.db").path)
      let plane = try RecordingPlane(store, schema: schema)
      _ = try await plane.client.create(
        Object(GroupVersionKind(group: "", version: "v1", kind: "Namespace"), name: "demo"),
        at: Address(TestPlane.namespaces))
      try await body(plane)
    }
  }

  func set(second: Int) { seconds.value.withLock { $0 = Int64(second) } }
}
