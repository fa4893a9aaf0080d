// SPDX-License-Identifier: Apache-2.0

/// All that the store holds in memory. Pure: it knows neither the file nor who is waiting.
struct StoreState: Sendable {
  /// The last revision given out and kept.
  private(set) var revision: Int64 = 0
  /// Changes up to here are no longer remembered.
  private(set) var forgotten: Int64 = 0
  /// What was forgotten before the process began: nobody knows of which collections.
  private var start: Int64 = 0
  private var buckets: [Collection: Bucket] = [:]
  /// The remembered changes of all collections, oldest first.
  private var remembered = Ring<(change: Change, at: ContinuousClock.Instant)>()
  private var rememberedBytes = 0

  subscript(collection: Collection) -> Bucket { buckets[collection] ?? Bucket() }

  /// Changes of a collection up to here are no longer remembered. It counts its own alone: one who watches
  /// a quiet collection misses nothing while others change.
  func forgotten(in collection: Collection) -> Int64 {
    max(start, buckets[collection]?.forgotten ?? 0)
  }

  var collections: [Collection] { Array(buckets.keys) }

  /// The remembered changes of all collections after a revision, at most `limit` of them.
  func changes(after revision: Int64, limit: Int) -> [Change] {
    let start = remembered.partition { $0.change.revision > revision }
    return remembered[start..<min(remembered.count, start + limit)].map(\.change)
  }

  var counts: [(Collection, Int)] { buckets.map { ($0.key, $0.value.objects.count) } }

  func find(_ key: StoreKey) -> StoredObject? { buckets[key.collection]?.find(key) }

  mutating func apply(_ change: Change, at now: ContinuousClock.Instant) {
    buckets[change.object.key.collection, default: Bucket()].apply(change)
    remembered.append((change, now))
    rememberedBytes += change.bytes
    revision = max(revision, change.revision)
  }

  /// Takes in one row of the file.
  mutating func load(
    _ kind: Change.Kind, _ object: StoredObject, forgotten: Int64, at now: ContinuousClock.Instant
  ) {
    self.forgotten = forgotten
    revision = max(revision, forgotten, object.revision)
    if object.revision > forgotten {
      apply(Change(kind, object, previous: find(object.key)), at: now)
    } else if kind != .deleted {
      buckets[object.key.collection, default: Bucket()].load(object)
    }
  }

  mutating func start(forgotten: Int64) {
    self.forgotten = forgotten
    start = forgotten
    revision = max(revision, forgotten)
  }

  /// The changes that have outlived the policy when others are added, oldest first.
  func outlived(
    _ retention: Retention, adding added: [Change], now: ContinuousClock.Instant
  ) -> [Change] {
    var outlived: [Change] = []
    let surplus = remembered.count + added.count - retention.count
    var bytes = added.reduce(rememberedBytes) { $0 + $1.bytes } - retention.bytes
    while outlived.count < remembered.count {
      let oldest = remembered[outlived.count]
      guard outlived.count < surplus || bytes > 0 || now - oldest.at > retention.age else { break }
      outlived.append(oldest.change)
      bytes -= oldest.change.bytes
    }
    return outlived
  }

  mutating func forget(_ changes: [Change]) {
    for change in changes {
      remembered.removeFirst()
      rememberedBytes -= change.bytes
      buckets[change.object.key.collection]?.forgetOldest()
      forgotten = change.revision
    }
  }
}

/// How long changes are remembered, for watches and for pages of old lists.
package struct Retention: Sendable {
  package var count: Int
  /// Of what the objects became.
  package var bytes: Int
  package var age: Duration

  package init(count: Int = 20_000, bytes: Int = 32 << 20, age: Duration = .seconds(300)) {
    self.count = count
    self.bytes = bytes
    self.age = age
  }
}
