// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import TestKit
import Testing

/// Replays what was recorded with a real kube-apiserver: each step must end in the same object, managed
/// fields included, or in the same words.
struct RecordingTests {
  @Test func `writes end as they do in a real API server`() async throws {
    let (recordings, schema) = try Recording.all()
    try #require(!recordings.isEmpty)
    try await RecordingPlane.run(schema: schema) { plane in
      for (place, recording) in recordings.enumerated() {
        try await replay(recording, as: "x\(place)", plane)
      }
    }
  }

  private func replay(_ recording: Recording, as name: String, _ plane: RecordingPlane) async throws
  {
    let resource = recording.kind == "Widget" ? RecordingPlane.widgets : TestPlane.configMaps
    var revision: String?
    for (place, step) in recording.steps.enumerated() {
      plane.set(second: place)
      let what = Comment(rawValue: "\(recording.name), step \(place)")
      do throws(StatusError) {
        let call = Self.call(step, at: Address(resource, namespace: "demo", name: name))
        let object = Object(try await plane.client.send(call).value)
        #expect(step["code"]?.int ?? 0 < 300, what)
        let isWritten = object.metadata.resourceVersion != revision
        #expect(step["written"]?.bool == isWritten, what)
        revision = object.metadata.resourceVersion
        guard let expected = step["object"] else { continue }
        let shown = Self.text(object.value, of: recording).replacing(name, with: "x")
        #expect(shown == Self.text(expected, of: recording), what)
      } catch {
        #expect(step["code"]?.int == Int64(error.code), what)
        let shown = error.message.replacing("\"\(name)\"", with: "\"x\"")
        #expect(step["error"]?["message"]?.string == shown, what)
        #expect(Self.causes(step["error"]) == Self.causes(error.value), what)
      }
    }
  }

  private static func call(_ step: Value, at address: Address) -> Call {
    var body = step["body"] ?? [:]
    var address = address
    let call: Call.Verb
    switch step["verb"]?.string {
    case "apply": call = .patch(.apply(named(body, address)))
    case "merge": call = .patch(.merge(body))
    case "json": call = .patch(.json(body))
    default:
      body = named(body, address)
      address.name = nil
      call = .create(Object(body))
    }
    var result = Call(call, at: address)
    result.write.fieldManager = step["manager"]?.string
    result.write.force = step["force"]?.bool ?? false
    return result
  }

  private static func named(_ body: Value, _ address: Address) -> Value {
    var object = Object(body)
    object.metadata.name = address.name ?? ""
    return object.value
  }

  /// Without what is never the same, with sorted keys. In a kind of Kubernetes' own `fieldsV1` keeps the
  /// order it is written in; of a custom resource the server sorts every map.
  private static func text(_ value: Value, of recording: Recording) -> String {
    var value = value
    let unstable = ["uid", "creationTimestamp", "resourceVersion", "generation"]
    for key in unstable { value["metadata"]?[key] = nil }
    value["metadata"]?["name"] = "x"
    var managed = value["metadata"]?["managedFields"]?.list ?? []
    let style = recording.kind == "Widget" ? JSON.Style.kubectl : .compact
    let fields = managed.map { JSON.text($0["fieldsV1"] ?? .null, style: style) }
    for place in managed.indices { managed[place]["fieldsV1"] = .string(fields[place]) }
    value["metadata"]?["managedFields"] = .list(managed)
    return JSON.text(value, style: .kubectl)
  }

  private static func causes(_ status: Value?) -> Set<String> {
    Set((status?["details"]?["causes"]?.list ?? []).map { JSON.text($0, style: .kubectl) })
  }
}
