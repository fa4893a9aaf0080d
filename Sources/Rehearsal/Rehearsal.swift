// SPDX-License-Identifier: Apache-2.0

import API
import Controllers
import Kube
import Log
package import ManagementAPI
import Manifest
import Packs
import Provider
import Runtime
import Site

/// Has the controllers work on a copy of what there is, with changes made to it, until nothing is left to do.
///
/// They are the very controllers of a plane: what they would have providers do is what they do later. The copy is in
/// memory, providers are only read from, and workload clusters are played by clusters in memory.
package struct Rehearsal: Sendable {
  private let stage: RehearsalStage
  private let server: APIServer
  private let store: Store
  private let clock: RehearsalClock
  private let journal: Journal
  private let packRehearsal: PackRehearsal
  private let site: Site
  private let controllers: [Controller]
  private let nodes: RehearsedNodes

  /// Makes changes, as a person or git would.
  package typealias Acts = (LocalClient) async throws -> Void

  /// Plays it. `later` are changes that are made when all is done that follows from `acts`.
  package static func play(
    _ stage: RehearsalStage, _ acts: Acts, later: Acts? = nil
  ) async throws -> Rehearsed {
    let rehearsal = try await Rehearsal(stage)
    let tending = Task { await rehearsal.server.tend() }
    defer { tending.cancel() }
    try await acts(rehearsal.server.client())
    return try await rehearsal.run(later)
  }

  private init(_ stage: RehearsalStage) async throws {
    self.stage = stage
    let clock = RehearsalClock()
    let start = Time.now()
    let time = Timekeeper(clock) { start + $0 }
    let store = try Store(":memory:")
    let server = APIServer(store, kinds: stage.catalog, hosted: .core) { time.date() }
    try await StateImport(store, stage.catalog).add(stage.objects)
    try await server.prepare()
    let journal = Journal(stage.objects)
    let packRehearsal = PackRehearsal(isOffline: stage.isOffline) { journal.note(.call($0)) }
    let workloads = RehearsedWorkloads()
    let client = server.client()
    var options = InformerOptions()
    options.clock = time
    let site = Site(
      client: client, informers: Informers(client, options),
      events: EventRecorder(client, component: "rehearsal", clock: time), workloads: workloads,
      log: stage.log, clock: time)
    let inMemory = await InMemoryClusters(site, on: RehearsalHost(server: server))
    workloads.add(inMemory)
    nodes = RehearsedNodes(inMemory, workloads)
    let packs = PackControllers(
      site, stage.packs, over: stage.transports, rehearsing: packRehearsal)
    var controllers = await site.controllers() + inMemory.controllers()
    controllers += await packs.controllers() + stage.others(site)
    controllers.append(await nodes.controller())
    (self.clock, self.store, self.server, self.journal) = (clock, store, server, journal)
    (self.packRehearsal, self.site, self.controllers) = (packRehearsal, site, controllers)
  }

  // MARK: Running

  private func run(_ later: Acts?) async throws -> Rehearsed {
    await listen()
    try await nodes.restore(stage.objects.filter { $0.kind == Kind.machine.kind })
    let host = ControllerHost(controllers, over: site.informers)
    let work = Task { await host.run() }
    let calm = stage.calm + (try await longestWait())
    var isSettled = await settle(calm: calm)
    if isSettled, let later {
      try await later(server.client())
      isSettled = await settle(calm: calm)
    }
    let left = try await RehearsalStage.objects(of: server.client(), stage.packs)
    work.cancel()
    // Whoever still waits for a moment sees it come.
    let hands = Task { await hurry() }
    await work.value
    hands.cancel()
    let report = RehearsalReport(journal, packRehearsal, from: stage, to: left)
    return Rehearsed(report.deeds(isSettled: isSettled), Aliases(journal.fresh), left)
  }

  private func hurry() async {
    while !Task.isCancelled {
      clock.turn(to: clock.now.offset + .seconds(5))
      try? await Task.sleep(for: .milliseconds(20))
    }
  }

  private func listen() async {
    let journal = journal
    await site.informer(.machine).tell { journal.seeMachine($0) }
    await site.informer(.inMemoryMachine).tell { change in
      journal.seeInMemory(change) { InMemoryMachine($0).isProvisioned }
    }
    await site.informer(.inMemoryCluster).tell { change in
      journal.seeInMemory(change) { InMemoryCluster($0).isProvisioned }
    }
    let others = [Kind.machineSet.resource()] + stage.packs.compactMap(\.resource)
    for resource in others { await site.informer(resource).tell { journal.see($0) } }
  }

  // MARK: Coming to rest

  /// Lets time pass whenever nothing is left to do but to wait, until nothing has happened for long enough.
  /// - Returns: Whether it came to rest.
  private func settle(calm: Duration) async -> Bool {
    let end = ContinuousClock.now + stage.limit
    var (seen, since) = (-1 as Int64, Duration.zero)
    while ContinuousClock.now < end, !Task.isCancelled {
      await quiet(until: end)
      let revision = store.revision
      if revision != seen { (seen, since) = (revision, clock.now.offset) }
      guard let due = clock.nextDue, due - since <= calm else {
        // Whoever is late in hearing of something may still have something to do.
        if await Rest(store, site).isSure(controllers) { return true }
        continue
      }
      // What goes on for a day goes on for ever.
      guard due < .seconds(86_400) else { return false }
      clock.turn(to: due)
    }
    return false
  }

  /// How long Machines are to have been ready before they count as such.
  private func longestWait() async throws -> Duration {
    let objects = try await RehearsalStage.objects(of: server.client(), [])
    let seconds = objects.flatMap { object in
      [object.spec["minReadySeconds"], object.spec["template", "spec", "minReadySeconds"]]
    }
    return .seconds(seconds.compactMap { $0?.int }.max() ?? 0)
  }

  /// Waits until nobody works, and nothing is written, for a few looks in a row.
  private func quiet(until end: ContinuousClock.Instant) async {
    var (looks, revision) = (0, store.revision)
    while looks < 4, ContinuousClock.now < end, !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(10))
      looks = controllers.areBusy || store.revision != revision ? 0 : looks + 1
      revision = store.revision
    }
  }
}
