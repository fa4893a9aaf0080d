// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import Testing

struct EvictionTests {
  static let budgets = Resource(group: "policy", version: "v1", plural: "poddisruptionbudgets")

  private func pod(
    _ name: String, phase: String = "Running", isReady: Bool = true, _ plane: TestPlane
  ) async throws {
    var pod = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Pod"), namespace: "demo", name: name)
    pod.metadata.labels = ["app": "x"]
    pod.spec = ["containers": [["name": "c", "image": "i"]]]
    _ = try await plane.client.create(pod, at: PodTests.at())
    let ready: Value = ["type": "Ready", "status": isReady ? "True" : "False"]
    _ = try await plane.client.patch(
      .merge(["status": ["phase": .string(phase), "conditions": [ready]]]),
      at: PodTests.at(name, "status"))
  }

  private func budget(
    _ name: String = "b", allowed: Int64, healthy: Int64 = 2, observed: Int64 = 1,
    _ plane: TestPlane
  ) async throws {
    var budget = Object(
      GroupVersionKind(group: "policy", version: "v1", kind: "PodDisruptionBudget"),
      namespace: "demo", name: name)
    budget.spec = ["minAvailable": 2, "selector": ["matchLabels": ["app": "x"]]]
    _ = try await plane.client.create(budget, at: Address(Self.budgets, namespace: "demo"))
    let status: Value = [
      "disruptionsAllowed": .int(allowed), "currentHealthy": .int(healthy), "desiredHealthy": 2,
      "expectedPods": 3, "observedGeneration": .int(observed),
    ]
    _ = try await plane.client.patch(.merge(["status": status]), at: at(name, "status"))
  }

  private func at(_ name: String, _ door: String? = nil) -> Address {
    Address(Self.budgets, namespace: "demo", name: name, subresource: door)
  }

  private func evict(
    _ name: String, version: String = "v1", options: Value? = nil, _ plane: TestPlane
  ) async throws -> Answer {
    var eviction = Object(
      GroupVersionKind(group: "policy", version: version, kind: "Eviction"), namespace: "demo",
      name: name)
    if let options { eviction.value["deleteOptions"] = options }
    return try await plane.client.send(Call(.create(eviction), at: PodTests.at(name, "eviction")))
  }

  @Test(arguments: ["v1", "v1beta1"])
  func `a pod that no budget speaks for goes`(version: String) async throws {
    try await TestPlane.run { plane in
      try await pod("p", plane)
      let answer = try await evict("p", version: version, plane)
      #expect(answer.value["status"] == "Success")
      #expect(answer.created)
      #expect(try await plane.client.find(PodTests.at("p")) == nil)
    }
  }

  @Test func `a budget counts those that go, and then refuses`() async throws {
    try await TestPlane.run { plane in
      for name in ["p", "q"] { try await pod(name, plane) }
      try await budget(allowed: 1, plane)
      _ = try await evict("p", plane)
      let counted = try await plane.client.get(at("b"))
      #expect(counted.status["disruptionsAllowed"] == 0)
      #expect(counted.status["disruptedPods"]?.map?.keys == ["p"])
      let refused = try await refusal { _ = try await evict("q", plane) }
      #expect(refused?.code == 429)
      #expect(
        refused?.message == "Cannot evict pod as it would violate the pod's disruption budget.")
      #expect(
        refused?.details.causes == [
          StatusError.Cause(
            reason: "DisruptionBudget",
            message: "The disruption budget b needs 2 healthy pods and has 2 currently", field: "")
        ])
      #expect(try await plane.client.find(PodTests.at("q")) != nil)
    }
  }

  @Test func `a budget that has not been looked at refuses`() async throws {
    try await TestPlane.run { plane in
      try await pod("p", plane)
      try await budget(allowed: 1, observed: 0, plane)
      let refused = try await refusal { _ = try await evict("p", plane) }
      #expect(
        refused?.details.causes.map(\.message) == [
          "The disruption budget b is still being processed by the server."
        ])
    }
  }

  @Test(arguments: ["Pending", "Succeeded", "Failed"])
  func `a pod that does no work goes whatever the budget says`(phase: String) async throws {
    try await TestPlane.run { plane in
      try await pod("p", phase: phase, plane)
      try await budget(allowed: 0, plane)
      _ = try await evict("p", plane)
      #expect(try await plane.client.find(PodTests.at("p")) == nil)
    }
  }

  @Test func `a pod that is not ready goes where enough are healthy without it`() async throws {
    try await TestPlane.run { plane in
      try await pod("p", isReady: false, plane)
      try await budget(allowed: 0, healthy: 1, plane)
      let refused = try await refusal { _ = try await evict("p", plane) }
      #expect(refused?.code == 429)
      _ = try await plane.client.patch(
        .merge(["status": ["currentHealthy": 2]]), at: at("b", "status"))
      _ = try await evict("p", plane)
      #expect(try await plane.client.find(PodTests.at("p")) == nil)
    }
  }

  @Test func `an eviction that is not meant changes neither pod nor budget`() async throws {
    try await TestPlane.run { plane in
      try await pod("p", plane)
      try await budget(allowed: 1, plane)
      let before = plane.store.revision
      _ = try await evict("p", options: ["dryRun": ["All"]], plane)
      #expect(plane.store.revision == before)
    }
  }

  @Test func `two budgets for one pod are too many, and another name is refused`() async throws {
    try await TestPlane.run { plane in
      try await pod("p", plane)
      try await budget("b", allowed: 1, plane)
      try await budget("c", allowed: 1, plane)
      let refused = try await refusal { _ = try await evict("p", plane) }
      #expect(refused?.code == 500)
      let other = Object(
        GroupVersionKind(group: "policy", version: "v1", kind: "Eviction"), name: "q")
      let mismatch = try await refusal {
        _ = try await plane.client.send(Call(.create(other), at: PodTests.at("p", "eviction")))
      }
      #expect(mismatch?.message == "name in URL does not match name in Eviction object")
    }
  }
}
