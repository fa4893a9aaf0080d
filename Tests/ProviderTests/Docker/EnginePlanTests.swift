// SPDX-License-Identifier: Apache-2.0

import API
import Archive
import Docker
import Kube
import Log
import Manifest
import Nodes
import Packs
import Site
import TestKit
import Testing

@testable import Provider

/// A plan lists the calls that a real engine then gets, one by one.
struct EnginePlanTests {
  @Test func `a cluster and a machine live as planned`() async throws {
    try await EngineScene.run { scene in
      let life = PlannedLife(scene: scene)
      try await life.createCluster()
      try await life.changeNothing()
      try await life.createMachine()
      try await life.scaleUp()
      try await life.loseBalancer()
      try await life.stopBalancer()
      try await life.drift()
      try await life.heal()
      try await life.loseMachine()
      try await life.deleteMachine()
      try await life.scaleDown()
      try await life.deleteCluster()
    }
  }

  @Test func `all of a cluster is planned without a management API`() async throws {
    try await EngineScene.run { scene in
      let image = try DockerPart.nodeImage.value()
      let objects = try (scene.clusterText(paused: false) + "---\n" + scene.machineText(image))
        .documents()
      let plans = try await PackPlan.plans(
        for: objects, try EngineScene.packs(), over: [scene.recorder],
        log: Logger(.error, to: RecordingSink()))
      #expect(plans.map(\.object.kind) == ["DockerCluster", "DockerMachine"])
      let calls = plans.map { $0.calls.map { PlannedLife.plain("\($0)") } }
      #expect(
        calls[0].contains("POST /containers/create?name=\(scene.name)-lb"), "\(plans[0].notes)")
      #expect(
        calls[1] == [
          "POST /containers/create?name=\(scene.name)-w",
          "POST /containers/(known after apply)/start", "create boot (known after apply)",
          "create bootstrap (known after apply)",
        ])
      // What came from a Secret is not shown.
      let bodies = plans[1].calls.compactMap { $0.body.map { "\($0)" } }.joined()
      #expect(bodies.contains("***") && !bodies.contains("runcmd"))
      #expect(scene.recorder.count == 0, "a plan makes nothing")
    }
  }
}

/// The steps of a life, each planned first.
private struct PlannedLife {
  let scene: EngineScene
  private var lb: String { "\(scene.name)-lb" }

  func createCluster() async throws {
    try await scene.addCluster(paused: true)
    let plan = try await plan(.dockerCluster)
    #expect(
      plan == [
        "POST /containers/create?name=\(lb)", "POST /containers/(known after apply)/start",
      ])
    #expect(try await scene.balancer() == nil, "a plan makes nothing")
    try await carryOut(plan) {
      try await scene.resume(.dockerCluster, scene.name)
      try await scene.isReady(.dockerCluster, scene.name)
    }
  }

  func changeNothing() async throws {
    try await carryOut(try await plan(.dockerCluster, []), {})
  }

  func createMachine() async throws {
    // What machines change of the cluster is a step of its own.
    try await pause(.dockerCluster)
    try await scene.addMachine(paused: true)
    let plan = try await plan(.dockerMachine)
    #expect(
      plan == [
        "POST /containers/create?name=\(scene.name)-w",
        "POST /containers/(known after apply)/start", "create boot (known after apply)",
        "create bootstrap (known after apply)",
      ])
    try await carryOut(plan) {
      try await scene.resume(.dockerMachine, "w")
      try await scene.isReady(.dockerMachine, "w")
    }
  }

  func scaleUp() async throws {
    try await resumeCluster(try await plan(.dockerCluster, ["create balance \(lb)"]))
  }

  func loseBalancer() async throws {
    let first = try #require(try await scene.balancer())
    try await pause(.dockerCluster)
    try await scene.engine.removeContainer(first)
    let plan = try await plan(.dockerCluster)
    #expect(plan.first == "POST /containers/create?name=\(lb)" && plan.count == 3)
    try await resumeCluster(plan)
  }

  func stopBalancer() async throws {
    try await pause(.dockerCluster)
    try await scene.engine.stopContainer(lb, after: 1)
    try await resumeCluster(
      try await plan(.dockerCluster, ["POST /containers/(known after apply)/start"]))
  }

  func drift() async throws {
    try await pause(.dockerCluster)
    let balancer = Balancer(lb, in: scene.engine)
    let text = try #require(try await balancer.configuration())
    let file = TarFile("haproxy.cfg", Array((text + "\n# by hand\n").utf8))
    try await scene.engine.putFiles([file], into: "/usr/local/etc/haproxy", of: lb)
    let full = try await fullPlan(.dockerCluster)
    #expect(full.calls.isEmpty && full.drift == ["backends configuration"])
    try await resumeCluster([])
  }

  func heal() async throws {
    try await pause(.dockerCluster)
    try await scene.patch(
      .dockerCluster, scene.name, ["metadata": ["annotations": [Annotations.drift: "heal"]]])
    let full = try await fullPlan(.dockerCluster)
    #expect(full.calls.map { "\($0)" } == ["update balance \(lb)"])
    let change = try #require(full.calls.first?.change)
    #expect(change.places == ["configuration"])
    #expect(change.before["configuration"]?.string?.contains("# by hand") == true)
    #expect(change.after["configuration"]?.string?.contains("# by hand") == false)
    try await resumeCluster(["update balance \(lb)"])
  }

  func loseMachine() async throws {
    try await pause(.dockerCluster)
    try await pause(.dockerMachine)
    try await scene.engine.removeContainer("\(scene.name)-w")
    let full = try await fullPlan(.dockerMachine)
    #expect(full.calls.isEmpty && full.notes.contains { $0.hasSuffix(" is gone") }, "\(full.notes)")
    try await carryOut([]) {
      try await scene.resume(.dockerMachine, "w")
      try await eventually("it is said to be gone", within: .seconds(120)) {
        let condition = try await scene.object(.dockerMachine, "w")?
          .condition(ConditionTypes.ready)
        return condition?.message.contains(" is gone") ?? false
      }
    }
  }

  func deleteMachine() async throws {
    // What is gone already is nothing to be deleted.
    try await delete(.dockerMachine, "w", plan: try await plan(.dockerMachine, [], deleting: true))
  }

  func scaleDown() async throws {
    // It leads nowhere as it is.
    try await resumeCluster(try await plan(.dockerCluster, []))
  }

  func deleteCluster() async throws {
    let plan = try await plan(.dockerCluster, deleting: true)
    #expect(plan == ["DELETE /containers/\(lb)?force=1&v=1"])
    try await delete(.dockerCluster, scene.name, plan: plan)
  }

  // MARK: Planning

  private func name(of kind: Kind) -> String {
    kind.kind == Kind.dockerCluster.kind ? scene.name : "w"
  }

  private func fullPlan(_ kind: Kind, deleting: Bool = false) async throws -> PackPlan {
    try await scene.isKnown()
    var object = try #require(try await scene.object(kind, name(of: kind)))
    object.metadata.annotations[Annotations.paused] = nil
    if deleting { object.metadata.deletionTimestamp = scene.scene.site.now }
    return try #require(try await scene.scene.controllers.plan(for: object))
  }

  private func plan(
    _ kind: Kind, _ expected: [String]? = nil, deleting: Bool = false
  ) async throws -> [String] {
    let calls = try await fullPlan(kind, deleting: deleting).calls
    let plan = calls.map { Self.plain("\($0)") }.filter(Self.isOwn)
    if let expected { #expect(plan == expected) }
    return plan
  }

  // MARK: Carrying out

  private func pause(_ kind: Kind) async throws {
    let name = name(of: kind)
    try await scene.patch(
      kind, name, ["metadata": ["annotations": [Annotations.paused: "true"]]])
    try await eventually("\(name) is let be", within: .seconds(60)) {
      try await scene.object(kind, name)?.isTrue(ConditionTypes.paused) ?? false
    }
  }

  private func resumeCluster(_ plan: [String]) async throws {
    try await carryOut(plan) {
      try await scene.resume(.dockerCluster, scene.name)
      try await eventually("all is done", within: .seconds(120)) {
        guard scene.recorder.count >= plan.count else { return false }
        let object = try await scene.object(.dockerCluster, scene.name)
        return object?.condition(ConditionTypes.paused) == nil
          && object?.isTrue(ConditionTypes.ready) == true
      }
    }
  }

  private func delete(_ kind: Kind, _ name: String, plan: [String]) async throws {
    try await carryOut(plan) {
      let address = Address(kind.resource(), namespace: "default", name: name)
      _ = try await scene.scene.client.delete(address)
      try await eventually("\(name) is gone", within: .seconds(120)) {
        try await scene.object(kind, name) == nil
      }
    }
  }

  /// Does what is to make the calls, and holds against them what the transport was asked for, and what the engine
  /// itself got.
  private func carryOut(_ plan: [String], _ body: () async throws -> Void) async throws {
    _ = scene.recorder.take()
    let before = scene.relay.requests.count
    try await body()
    do {
      try await eventually("all is asked for", within: .seconds(120)) {
        scene.recorder.count >= plan.count
      }
    } catch {
      throw TestFailure("carry out \(plan)", "only this was asked for: \(scene.recorder.take())")
    }
    let asked = scene.recorder.take().map(Self.plain).filter(Self.isOwn)
    #expect(asked.sorted() == plan.sorted())
    let calls = plan.filter { $0.contains(" /") }
    var got: [String] = []
    try await eventually("the engine gets it", within: .seconds(120)) {
      got = scene.relay.requests[before...].map(Self.plain).filter(Self.isPacks)
      return got.count >= calls.count
    }
    #expect(got.sorted() == calls.sorted())
  }

  /// All clusters of the engine, of other tests too, share one network; the image of the load balancer is here.
  private static func isOwn(_ call: String) -> Bool { !call.contains("/networks") }

  /// Of what the engine got: no reads, and not what steps do inside a container.
  private static func isPacks(_ line: String) -> Bool {
    guard !line.hasPrefix("GET"), !line.hasPrefix("HEAD"), isOwn(line) else { return false }
    return line.contains("/containers/create")
      || line.hasSuffix("/start") && !line.contains("/exec/")
      || line.hasPrefix("DELETE")
  }

  /// Without the version of the API, and with ids as a plan has them.
  static func plain(_ call: String) -> String {
    var text = call.replacing(#/ /v1\.[0-9]+/#, with: " ")
    text.replace(#/[0-9a-f]{64}/#, with: "(known after apply)")
    return text
  }
}

extension String {
  /// The objects of a text, in the namespace `default`.
  fileprivate func documents() throws -> [Object] {
    try Source("test.yaml", text: self).documents().map { document in
      var object = Object(try document.get().value)
      object.metadata.namespace = "default"
      return object
    }
  }
}
