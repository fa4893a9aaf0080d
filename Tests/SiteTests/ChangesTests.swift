// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Testing

@testable import Site

struct ChangesTests {
  private func object(_ text: String) throws -> Object { Object(try YAML.parse(text)) }

  @Test func `changes are carried over, entry by entry where several write`() throws {
    let seen = try object(
      """
      metadata: {name: a, finalizers: [p, q], labels: {a: "1"}}
      spec: {replicas: 1}
      status:
        phase: Old
        conditions: [{type: A, status: "True", reason: A}, {type: B, status: "True", reason: B}]
      """)
    let wanted = try object(
      """
      metadata: {name: a, finalizers: [q, r], labels: {b: "2"}}
      spec: {replicas: 1, size: 3}
      status:
        phase: New
        conditions: [{type: A, status: "False", reason: A}]
      """)
    let fresh = try object(
      """
      metadata: {name: a, resourceVersion: "9", finalizers: [o, p, q], labels: {a: "1", c: "3"}}
      spec: {replicas: 5}
      status:
        phase: Old
        conditions:
        - {type: A, status: "True", reason: A}
        - {type: B, status: "True", reason: B}
        - {type: C, status: "True", reason: C}
      """)
    let result = Changes(seen: seen, wanted: wanted).applied(to: fresh)
    #expect(result.metadata.finalizers == ["o", "q", "r"])
    #expect(result.metadata.labels == ["b": "2", "c": "3"])
    #expect(result.metadata.resourceVersion == "9")
    #expect(result.spec == ["replicas": 5, "size": 3])
    #expect(result.status["phase"] == "New")
    #expect(result.conditions.map { "\($0.type)=\($0.status.rawValue)" } == ["A=False", "C=True"])
  }

  @Test func `nothing changed is nothing to write`() throws {
    let seen = try object("{metadata: {name: a}, spec: {a: 1}, status: {b: [1, 2]}}")
    let changes = Changes(seen: seen, wanted: seen)
    #expect(changes.main == Changes.none)
    #expect(changes.status == Changes.none)
  }

  @Test(arguments: [
    ("{replicas: 1, observedGeneration: 4}", 5), ("{replicas: 0, observedGeneration: 4}", 4),
  ])
  func `only who writes a status has observed the spec`(status: String, generation: Int64) throws {
    let seen = try object(
      """
      {metadata: {name: a, generation: 4}, spec: {a: 1}, status: {replicas: 0, observedGeneration: 4}}
      """)
    var wanted = seen
    wanted.spec["a"] = 2
    wanted.value["status"] = try YAML.parse(status)
    var written = seen
    written.spec["a"] = 2
    written.metadata.generation = 5
    let result = Changes(seen: seen, wanted: wanted).observed(in: written)
    #expect(result.status["observedGeneration"] == .int(generation))
  }

  @Test(arguments: [("{a: {b: [1]}}", true), ("{a: {b: 1}}", false), ("[]", true)])
  func `lists are found however deep`(text: String, has: Bool) throws {
    #expect(try Changes.hasLists(YAML.parse(text)) == has)
  }
}
