// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Packs
import Runtime
import Site

/// One pass over an object: decides, calls, and decides again with each answer, until nothing is left to be
/// called.
struct PackPass {
  let reconciler: PackReconciler
  let store: PackStore
  let subject: Subject
  /// As it stands in the store now.
  private var object: Object
  private var world: World
  private var written: [String: Value]
  /// When all of it was looked at, where this pass takes from others what they saw.
  private var lookedAt: Int64?

  init(reconciler: PackReconciler, store: PackStore, subject: Subject, world: World) {
    self.reconciler = reconciler
    self.store = store
    self.subject = subject
    self.world = world
    object = subject.object
    written = world.applied
  }

  private var site: Site { reconciler.site }
  private var pack: Pack { reconciler.pack }

  mutating func run() async throws -> Outcome {
    if let quiet = pacer.quiet { return .again(quiet) }
    if let delay = await lull() { return .again(delay) }
    let (decision, failure) = await work()
    if let failure { throw failure }
    return try await finish(decision)
  }

  /// Where nothing can have changed but operations that are under way, these are asked for alone, each in its time.
  /// - Returns: When to ask again, where all of them go on.
  private mutating func lull() async -> Duration? {
    let (transport, subject, pacer) = (reconciler.transport, subject, pacer)
    guard transport.asksOperationsAlone,
      let found = reconciler.lulls.find(
        subject.key, subject.outlook(from: object), at: site.now.seconds)
    else { return nil }
    world.resume(found.seen)
    lookedAt = found.since
    let decision = Decider(pack).decide(world)
    var replies: [(ProviderCall, Reply)] = []
    await withTaskGroup(of: (ProviderCall, Reply).self) { group in
      for call in decision.calls.filter(\.isPoll) {
        group.addTask { (call, await pacer.run { await transport.send(call, for: subject) }) }
      }
      for await reply in group { replies.append(reply) }
    }
    for (call, reply) in replies {
      tell(of: call, reply)
      world.fold(reply, to: call, of: pack)
    }
    guard replies.allSatisfy({ $0.1.operation != nil }), let next = world.nextQuestion else {
      return nil
    }
    reconciler.lulls.goOn(subject.key, world.sightings(after: decision))
    return .seconds(max(1, next))
  }

  private var pacer: Pacer {
    reconciler.pacers[reconciler.transport.endpoint(of: subject)]
  }

  /// What was decided last, and why it could not be gone on with.
  private mutating func work() async -> (Decision, StatusError?) {
    let decider = Decider(pack)
    let (transport, subject, pacer) = (reconciler.transport, subject, pacer)
    var decision = Decision()
    var failure: StatusError?
    await withTaskGroup(of: (ProviderCall, Reply).self) { group in
      while true {
        if failure == nil, !Task.isCancelled {
          decision = decider.decide(world)
          (world.records, world.applied) = (decision.records, decision.applied)
          if decision.calls.contains(where: \.isWrite) { failure = await remember(decision) }
          guard failure == nil else { continue }
          if let rehearsal = reconciler.rehearsal,
            await rehearsal.take(decision.calls, for: subject, over: transport, &world)
          {
            continue
          }
          for call in decision.calls {
            world.begin(call)
            group.addTask { (call, await pacer.run { await transport.send(call, for: subject) }) }
          }
        }
        guard let (call, reply) = await group.next() else { break }
        tell(of: call, reply)
        world.fold(reply, to: call, of: pack)
      }
    }
    return (decision, failure)
  }

  /// What is about to be made is written down first, so that it is found whatever happens.
  private mutating func remember(_ decision: Decision) async -> StatusError? {
    var wanted = object
    PackReport(pack: pack, decision: decision, now: site.now).remember(in: &wanted)
    guard wanted != object else { return nil }
    do throws(StatusError) {
      object = try await site.save(wanted, over: object, at: reconciler.address(of: object))
      return nil
    } catch {
      return error
    }
  }

  private func tell(of call: ProviderCall, _ reply: Reply) {
    if let seconds = reply.retryAfter, [429, 503].contains(reply.status) {
      pacer.hold(for: .seconds(seconds))
    }
    guard call.isWrite else { return }
    let isDone = (200..<400).contains(reply.status)
    let answer = reply.message.map { ": \($0)" } ?? ""
    site.events.record(
      isDone ? .normal : .warning, on: object, isDone ? call.purpose.eventReason : "CallFailed",
      "\(call.resource): \(call) answered \(reply.status)\(answer) [\(subject.correlation)]")
  }

  // MARK: The end of a pass

  private mutating func finish(_ decision: Decision) async throws -> Outcome {
    reconciler.rehearsal?.keep(world, of: object)
    if decision.applied != written {
      try await store.write(decision.applied, to: object)
    }
    for secret in decision.secrets { try await write(secret) }
    if decision.isGone { return try await release() }
    var wanted = object
    let report = PackReport(pack: pack, decision: decision, now: site.now)
    if object.isDeleting {
      report.remember(in: &wanted)
      wanted.set(deleting(decision), at: site.now)
    } else {
      report.write(into: &wanted)
      reconciler.rehearsal?.settle(&wanted, decision)
    }
    if wanted != object {
      object = try await site.save(wanted, over: object, at: reconciler.address(of: object))
    }
    noteLull(decision)
    if let seconds = decision.again { return .again(.seconds(seconds)) }
    return decision.isReady ? .again(resync) : .settled
  }

  private func noteLull(_ decision: Decision) {
    let isTroubled = decision.reports.contains { $0.state == .failed }
    // What starts by itself is looked at, for there is nothing to ask.
    let startsAlone = decision.records.contains { $0.state == .starting && $0.operation == nil }
    guard !isTroubled, !startsAlone, decision.records.contains(where: { $0.operation != nil })
    else { return reconciler.lulls.end(subject.key) }
    reconciler.lulls.begin(
      subject.key, subject.outlook(from: object), since: lookedAt ?? world.now,
      world.sightings(after: decision))
  }

  /// Each object at a time of its own.
  private var resync: Duration {
    let (least, key) = (pack.refresh ?? 600, "\(subject.key)")
    let place = Int64(key.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xffff })
    return .seconds(least + place % max(1, least / 5))
  }

  private func deleting(_ decision: Decision) -> Condition {
    let reports = PackReport.telling(decision.reports)
    return Condition(
      ConditionTypes.deleting, .yes,
      reason: reports.first?.state == .failed ? "ResourceFailed" : "DeletingResources",
      message: PackReport.message(of: reports))
  }

  private mutating func release() async throws -> Outcome {
    reconciler.lulls.end(subject.key)
    try await store.forget(object)
    var wanted = object
    wanted.status["resources"] = nil
    wanted.metadata.removeFinalizer(reconciler.finalizer)
    try await site.save(wanted, over: object, at: reconciler.address(of: object))
    return .settled
  }

  /// A Secret that the pack makes of what was read.
  private func write(_ wish: Decision.SecretWish) async throws {
    var secret = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Secret"), namespace: object.namespace,
      name: wish.name)
    secret.metadata.labels[Labels.clusterName] = subject.cluster?.name
    secret.metadata.addOwner(object, isController: true)
    secret.value["type"] = .string(wish.type ?? "cluster.x-k8s.io/secret")
    secret.value["data"] = .map(Map(wish.data.map { ($0.key, $0.value.inBase64) }))
    let key = Key(namespace: secret.namespace, name: secret.name)
    guard let seen = await site.informer(Resource.secrets).cache[key] else {
      _ = try await site.ensure(secret, in: .secrets)
      return
    }
    // What somebody else made is not ours to change.
    guard seen.metadata.controller?.uid == object.metadata.uid,
      seen.value["data"] != secret.value["data"]
    else { return }
    var wanted = seen
    wanted.value["data"] = secret.value["data"]
    try await site.save(
      wanted, over: seen, at: Address(.secrets, namespace: secret.namespace, name: secret.name))
  }
}

extension ProviderCall.Purpose {
  fileprivate var eventReason: String {
    switch self {
    case .create: "Created"
    case .update: "Updated"
    case .delete, .replace: "Deleted"
    default: "Called"
    }
  }
}
