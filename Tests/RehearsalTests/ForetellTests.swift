// SPDX-License-Identifier: Apache-2.0

import API
import AzurePacks
import DockerPacks
import Kube
import Manifest
import Packs
import Provider
import TestKit
import Testing
import Views

@testable import Rehearsal

/// What a rehearsal says would be called is what then is called, change after change of one cluster's life.
struct ForetellTests {
  @Test func `a cluster in memory lives as foretold`() async throws {
    try await LivePlane.run([], over: MemoryEngine()) { plane in
      let life = Life(
        plane: plane, sample: Sample(provider: "InMemory"), count: 1,
        newWorker: "{vm: {provisioning: {startupDuration: 1s}}}")
      try await life.live()
    }
  }

  @Test func `a cluster of containers lives as foretold`() async throws {
    let engine = try MemoryEngine()
    let packs = try DockerPacks.all.flatMap { try Pack.read(Source($0.key, bytes: $0.value)) }
    try await LivePlane.run(packs, over: engine) { plane in
      let life = Life(
        plane: plane,
        sample: Sample(
          provider: "Docker", worker: "{customImage: \"node:1\"}",
          plane: "{customImage: \"node:1\"}"),
        count: 3, newWorker: "{customImage: \"node:2\"}")
      try await life.live {
        // A person changes by hand what the object says is to be healed.
        let address = Address(Kind.dockerCluster.resource(), namespace: "default", name: "demo")
        engine.spoil()
        try await plane.foretell("drift") { client in
          _ = try await client.patch(
            .merge(["metadata": ["annotations": [Annotations.drift: "heal"]]]), at: address)
        }
      }
      #expect(engine.containers.isEmpty)
    }
  }
}

/// The life of a cluster, each step of it planned first.
struct Life {
  let plane: LivePlane
  let sample: Sample
  /// How many calls a worker takes.
  let count: Int
  /// Another spec of the workers' template.
  let newWorker: String
  /// Objects beside those of the sample.
  var more = ""

  func live(_ drift: () async throws -> Void = {}) async throws {
    let more = more
    let planned = try await plane.foretell("create") { [sample] in
      try await sample.apply(to: $0, more)
    }
    #expect(planned.calls.count >= 3 * count)
    #expect(planned.steps.count { $0.event == .joined } == 3, "\(planned.steps)")
    #expect(planned.notes.isEmpty, "\(planned.notes)")
    try await rests("create")

    let three = sample.with { $0.workers = 3 }
    let scaled = try await plane.foretell("scale up") { try await three.apply(to: $0) }
    #expect(scaled.calls.count >= count && scaled.steps.last?.working == 3)
    try await rests("scale up")
    let scaledDown = try await plane.foretell("scale down") { [sample] in
      try await sample.apply(to: $0)
    }
    #expect(scaledDown.steps.last?.event == .gone)
    try await rests("scale down")

    let inPlace = sample.with { $0.labels = "{team: red}" }
    let changed = try await plane.foretell("change in place") { try await inPlace.apply(to: $0) }
    #expect(changed.calls.isEmpty && changed.steps.isEmpty)
    try await rests("change in place")

    let other = inPlace.with { $0.worker = newWorker }
    let rolled = try await plane.foretell("roll out") { try await other.apply(to: $0) }
    #expect(rolled.steps.count { $0.event == .gone } == 2, "\(rolled.steps)")
    #expect(rolled.steps.allSatisfy { $0.working >= 2 }, "\(rolled.steps)")
    try await rests("roll out")

    // One comes, etcd takes it in, and only then the other one leaves.
    let newer = other.with { $0.plane = newWorker }
    let renewed = try await plane.foretell("new control plane") {
      try await newer.apply(to: $0)
    }
    #expect(renewed.steps.map(\.event) == [.made, .joined, .leaving, .gone], "\(renewed.steps)")
    try await rests("new control plane")

    try await drift()
    try await plane.foretell("delete", Sample.delete)
    // What it owned goes after it: a cluster of its name would find it, and lose it.
    try await eventually("the cluster is gone, and all it owned", within: .seconds(120)) {
      try await plane.objects().allSatisfy {
        $0.kind != Kind.cluster.kind && $0.metadata.ownerReferences.isEmpty
      }
    }
  }

  /// All that was foretold is done: nothing more would be.
  private func rests(_ what: String) async throws {
    try await plane.isAvailable()
    var last: PlannedDeeds?
    do {
      try await eventually("after \(what) nothing is left to do", within: .seconds(60)) {
        last = try await plane.plan { _ in }
        return last?.calls.isEmpty == true && last?.steps.isEmpty == true
      }
    } catch {
      Issue.record("after \(what): \(last.map { "\($0)" } ?? "")")
      throw error
    }
  }
}
