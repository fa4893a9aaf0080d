// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import TestKit
import Testing

/// Whoever lists and then watches knows what is there: whatever they select, wherever they break off,
/// and however long they stay away.
struct WatchPropertyTests {
  @Test(arguments: [11, 12, 13, 14] as [UInt64])
  func `any watcher rebuilds exactly what is listed`(seed: UInt64) async throws {
    print("seed \(seed)")
    try await TestPlane.run(retention: Retention(count: 25)) { plane in
      try await plane.makeNamespace("other")
      var random = SeededRandom(seed)
      var watchers = Self.watchers()
      for step in 0..<500 {
        if Int.random(in: 0..<10, using: &random) < 7 {
          try await Self.write(step, plane, &random)
        } else {
          let place = Int.random(in: 0..<watchers.count, using: &random)
          // Some break off in the middle, and go on from the last they heard.
          let limit = Bool.random(using: &random) ? Int.random(in: 1...3, using: &random) : .max
          try await watchers[place].listen(to: plane.client, upTo: limit)
        }
      }
      for var watcher in watchers {
        while watcher.revision < plane.store.revision {
          try await watcher.listen(to: plane.client, upTo: .max)
        }
        #expect(try await watcher.state == watcher.listed(by: plane.client))
      }
      // Some were away for longer than anybody remembers.
      #expect(watchers.contains { $0.relists > 0 })
    }
  }

  private static func watchers() -> [Watcher] {
    let selections = [
      ("demo", "", ""), (nil, "", ""), (nil, "team=a", ""), (nil, "team!=a", ""),
      ("other", "team in (a,b)", ""), (nil, "", "spec.pool=p"), ("demo", "", "metadata.name=m1"),
      (nil, "team", "spec.pool!=p,metadata.namespace=other"),
    ]
    return selections.flatMap { namespace, labels, fields in
      [true, false].map {
        Watcher(namespace: namespace, labels: labels, fields: fields, streamsLists: $0)
      }
    }
  }

  private static func write(
    _ step: Int, _ plane: TestPlane, _ random: inout SeededRandom
  ) async throws {
    let namespace = Bool.random(using: &random) ? "demo" : "other"
    let name = "m\(Int.random(in: 0..<5, using: &random))"
    let at = Address(TestPlane.machines, namespace: namespace, name: name)
    if Int.random(in: 0..<8, using: &random) == 0 {
      try await plane.makeConfigMap("c\(step)")
      return
    }
    guard let seen = try await plane.client.find(at) else {
      var sent = TestPlane.machine(name, spec: ["pool": "p"])
      sent.metadata.namespace = namespace
      sent.metadata.labels = ["team": "a"]
      _ = try await plane.client.create(
        sent, at: Address(TestPlane.machines, namespace: namespace))
      return
    }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: try await plane.client.delete(at)
    case 1:
      let teams: [Value] = ["a", "b", "c", .null]
      let team = teams[Int.random(in: 0..<4, using: &random)]
      _ = try await plane.client.patch(.merge(["metadata": ["labels": ["team": team]]]), at: at)
    case 2:
      let pool: Value = seen.spec["pool"] == "p" ? "q" : "p"
      _ = try await plane.client.patch(.merge(["spec": ["pool": pool]]), at: at)
    default:
      _ = try await plane.client.patch(.merge(["spec": ["step": .int(Int64(step))]]), at: at)
    }
  }
}

/// One who keeps up with a selection of machines, as an informer does.
private struct Watcher {
  let namespace: String?
  let labels: String
  let fields: String
  /// It gets its lists as events of a watch.
  let streamsLists: Bool

  private(set) var state: [String: Value] = [:]
  private(set) var relists = 0
  private var seen: String?

  init(namespace: String?, labels: String, fields: String, streamsLists: Bool) {
    self.namespace = namespace
    self.labels = labels
    self.fields = fields
    self.streamsLists = streamsLists
  }

  var revision: Int64 { seen.flatMap(Int64.init) ?? -1 }
  private var place: Address { Address(TestPlane.machines, namespace: namespace) }

  func listed(by client: LocalClient) async throws -> [String: Value] {
    try await list(client).state
  }

  private func list(
    _ client: LocalClient
  ) async throws -> (state: [String: Value], revision: String) {
    var options = ListOptions()
    options.labelSelector = labels
    options.fieldSelector = fields
    options.limit = 2
    let all = try await client.listAll(place, options)
    let state = Dictionary(uniqueKeysWithValues: all.items.map { (Self.key($0), $0.value) })
    return (state, all.resourceVersion)
  }

  /// Watches from where it was, until it has heard so many events or all there are.
  mutating func listen(to client: LocalClient, upTo limit: Int) async throws {
    if seen == nil && !streamsLists {
      let all = try await list(client)
      state = all.state
      seen = all.revision
    }
    var options = WatchOptions()
    options.labelSelector = labels
    options.fieldSelector = fields
    options.resourceVersion = seen
    options.sendsInitialEvents = seen == nil
    options.timeout = .zero
    if seen == nil { state = [:] }
    var count = 0
    // What begins with a list is no list before it has ended.
    var isComplete = seen != nil
    do {
      for try await event in try await client.watch(place, options) {
        take(event)
        if case .bookmark = event { isComplete = true }
        if isComplete { seen = event.object.metadata.resourceVersion }
        count += 1
        if isComplete && count >= limit { return }
      }
    } catch {
      #expect(error.isExpired)
      seen = nil
      relists += 1
    }
  }

  private mutating func take(_ event: WatchEvent) {
    let key = Self.key(event.object)
    switch event {
    case .added:
      #expect(state[key] == nil)
      state[key] = event.object.value
    case .modified:
      #expect(state[key] != nil)
      state[key] = event.object.value
    case .deleted:
      #expect(state.removeValue(forKey: key) != nil)
    case .bookmark: break
    }
  }

  private static func key(_ object: Object) -> String {
    "\(object.namespace ?? "")/\(object.name)"
  }
}
