// SPDX-License-Identifier: Apache-2.0

import API
import Controllers
import Kube
import Log
import ManagementAPI
import Manifest
import Packs
import Runtime
import Site
import Synchronization
import TestKit
import Testing
import Views

@testable import Provider
@testable import Rehearsal

/// A management plane that works in earnest, over a provider whose calls are written down. Nodes come up as they do in
/// a rehearsal: no machine is a real one.
final class LivePlane: Sendable {
  let client: LocalClient
  let recorder: Recorder
  private let stage: RehearsalStage
  private let journal = Mutex(Journal([]))

  static func run(
    _ packs: [Pack], over transport: any Transport,
    others: @escaping @Sendable (Site) async -> [Controller] = { _ in [] },
    _ body: (LivePlane) async throws -> Void
  ) async throws {
    let store = try Store(":memory:")
    let catalog = try Catalog.all()
    let server = APIServer(store, kinds: catalog, hosted: .core)
    try await server.prepare()
    let tending = Task { await server.tend() }
    defer { tending.cancel() }
    let recorder = Recorder(transport)
    var stage = RehearsalStage(
      [], catalog, packs, over: [recorder], log: Logger(.error, to: RecordingSink()))
    stage.others = others
    let plane = LivePlane(server, recorder, stage)
    let workloads = RehearsedWorkloads()
    let client = server.client()
    let site = Site(
      client: client, informers: Informers(client),
      events: EventRecorder(client, component: "test"), workloads: workloads, log: stage.log)
    let inMemory = await InMemoryClusters(site, on: RehearsalHost(server: server))
    workloads.add(inMemory)
    let packing = PackControllers(site, packs, over: [recorder])
    var controllers = await site.controllers() + inMemory.controllers() + packing.controllers()
    controllers += await others(site)
    controllers.append(await RehearsedNodes(inMemory, workloads).controller())
    await plane.listen(site)
    let all = controllers
    let work = Task { await ControllerHost(all, over: site.informers).run() }
    do {
      try await body(plane)
    } catch {
      Issue.record("\(try await plane.complaints())")
      work.cancel()
      await work.value
      throw error
    }
    work.cancel()
    await work.value
  }

  private init(_ server: APIServer, _ recorder: Recorder, _ stage: RehearsalStage) {
    client = server.client()
    self.recorder = recorder
    self.stage = stage
  }

  private func listen(_ site: Site) async {
    await site.informer(.machine).tell { change in
      self.journal.withLock(\.self).seeMachine(change)
    }
    await site.informer(.inMemoryMachine).tell { change in
      self.journal.withLock(\.self).seeInMemory(change) { InMemoryMachine($0).isProvisioned }
    }
    await site.informer(.inMemoryCluster).tell { change in
      self.journal.withLock(\.self).seeInMemory(change) { InMemoryCluster($0).isProvisioned }
    }
    for resource in [Kind.machineSet.resource()] + stage.packs.compactMap(\.resource) {
      await site.informer(resource).tell { self.journal.withLock(\.self).see($0) }
    }
  }

  // MARK: Planning, and doing

  typealias Act = @Sendable (LocalClient) async throws -> Void

  func objects() async throws -> [Object] {
    try await RehearsalStage.objects(of: client, stage.packs)
  }

  func plan(_ act: Act) async throws -> PlannedDeeds {
    var stage = stage
    stage.objects = try await objects()
    return try await Rehearsal.play(stage, act).deeds
  }

  /// Plans, does, and holds what is called against what was planned.
  @discardableResult
  func foretell(_ what: String, _ act: Act) async throws -> PlannedDeeds {
    let made = recorder.made.count
    let planned = try await plan(act)
    #expect(recorder.made.count == made, "\(what): a plan makes nothing")
    recorder.forget()
    let before = try await objects()
    journal.withLock { $0 = Journal(before) }
    let wanted = Self.words(planned.calls)
    try await act(client)
    do {
      try await eventually("\(what): all is called", within: .seconds(120)) {
        try await Self.words(told(before)) == wanted
      }
    } catch {
      let told = try await Self.words(told(before))
      let (more, less) = (told.removing(wanted), wanted.removing(told))
      let story = (planned.steps.map(\.text) + planned.notes).joined(separator: "\n")
      Issue.record(
        "\(what): planned and not made \(less), made and not planned \(more), planned \(story)")
      throw error
    }
    try await bodiesMatch(what, planned, before)
    return planned
  }

  private func told(_ before: [Object]) async throws -> [PlannedCall] {
    var stage = stage
    stage.objects = before
    let journal = journal.withLock(\.self)
    let all = Journal(before)
    for entry in journal.entries { all.note(entry) }
    for told in recorder.made { all.note(.call(told)) }
    for object in journal.fresh { all.know(object) }
    let report = RehearsalReport(
      all, PackRehearsal { _ in }, from: stage, to: try await objects())
    return report.deeds(isSettled: true).calls
  }

  /// What several objects need, and any of them may ask for, counts once.
  private static func words(_ calls: [PlannedCall]) -> [String] {
    let own = calls.filter { isOwn($0) }.map { word($0) }
    let shared = calls.filter { !isOwn($0) }.map { plain($0.text) }
    return own.sorted() + Set(shared).sorted()
  }

  private static func isOwn(_ call: PlannedCall) -> Bool {
    let name = call.subject.split(separator: "/").last.map(String.init) ?? ""
    let text = plain(call.text)
    return text.contains(plain(name)) || text.contains(ProviderCall.unknown)
  }

  /// Without what tells one new machine from another, and what an engine has given.
  private static func word(_ call: PlannedCall) -> String {
    plain("\(call.subject): \(call.text)")
  }

  private static func plain(_ text: String) -> String {
    text.replacing(#/\(new [0-9]+\)/#, with: "(new)")
      .replacing(#/[0-9a-f]{64}/#, with: ProviderCall.unknown)
  }

  // MARK: Bodies

  private func bodiesMatch(
    _ what: String, _ planned: PlannedDeeds, _ before: [Object]
  ) async throws {
    let told = try await told(before)
    for call in planned.calls {
      guard let body = call.body else { continue }
      let others = told.filter { Self.word($0) == Self.word(call) }.compactMap(\.body)
      #expect(
        others.contains { Self.matches(body, $0) },
        "\(what): \(call.text) \(JSON.text(body)) is none of \(others.map { JSON.text($0) })")
    }
  }

  /// Whether what was planned is what was sent; what was not known then may be anything.
  private static func matches(_ planned: Value, _ made: Value) -> Bool {
    switch (planned, made) {
    case (.string(let text), _) where text.contains(ProviderCall.unknown): return true
    case (.string(let text), .string(let other)): return plain(text) == plain(other)
    case (.map(let map), .map(let other)):
      return map.count == other.count
        && map.allSatisfy { entry in
          let key = plain(entry.key)
          return key.contains(ProviderCall.unknown)
            || other.first { plain($0.key) == key }.map { matches(entry.value, $0.value) } ?? false
        }
    case (.list(let items), .list(let others)):
      return items.count == others.count && zip(items, others).allSatisfy { matches($0, $1) }
    default: return planned == made
    }
  }

  // MARK: Looking

  func complaints() async throws -> [String] {
    try await objects().flatMap { object in
      object.conditions.filter { $0.status != .yes && !$0.message.isEmpty }.map {
        "\(object): \($0.type) \($0.message)"
      }
    }
  }

  func isAvailable(_ cluster: String = "demo") async throws {
    let address = Address(Kind.cluster.resource(), namespace: "default", name: cluster)
    try await eventually("\(cluster) is there", within: .seconds(120)) {
      try await client.find(address)?.isTrue(ConditionTypes.available) ?? false
    }
  }
}

extension [String] {
  /// Those that are left when each of `others` has taken one.
  fileprivate func removing(_ others: [String]) -> [String] {
    var left = self
    for other in others {
      if let place = left.firstIndex(of: other) { left.remove(at: place) }
    }
    return left
  }
}

extension Catalog {
  /// What a plane serves.
  static func all() throws -> Catalog {
    var catalog = Catalog.core
    for kind in Kinds.all {
      var served = try ServedKind(definition: kind.definition())
      let conversion = Conversion(of: kind)
      served.convert = { (value, version) throws(StatusError) in
        try conversion.convert(value, to: version)
      }
      served.rules = Rules(kind: kind)
      catalog.add(served)
    }
    return catalog
  }
}

private struct Rules: KindRules {
  let kind: Kind

  func settle(_ object: inout Object, over old: Object?) throws(StatusError) {
    object = try kind.settled(object, over: old)
  }

  func errors(in object: Object, over old: Object?) -> [FieldError] {
    kind.errors(in: object, over: old)
  }
}
