// SPDX-License-Identifier: Apache-2.0

/// One collection in memory: its objects in order, and its latest changes.
struct Bucket: Sendable {
  private(set) var objects: [StoredObject] = []
  private(set) var changes = Ring<Change>()
  /// The collection's changes up to this revision are no longer remembered.
  private(set) var forgotten: Int64 = 0

  func find(_ key: StoreKey) -> StoredObject? {
    let index = firstIndex(notBefore: key)
    return index < objects.count && objects[index].key == key ? objects[index] : nil
  }

  mutating func apply(_ change: Change) {
    let key = change.object.key
    let index = firstIndex(notBefore: key)
    let isThere = index < objects.count && objects[index].key == key
    switch (change.kind, isThere) {
    case (.deleted, true): objects.remove(at: index)
    case (.deleted, false): break
    case (_, true): objects[index] = change.object
    case (_, false): objects.insert(change.object, at: index)
    }
    changes.append(change)
  }

  /// Puts an object in without a change: it was there before the process began.
  mutating func load(_ object: StoredObject) {
    objects.insert(object, at: firstIndex(notBefore: object.key))
  }

  /// Remembers a change that is already in the objects.
  mutating func remember(_ change: Change) { changes.append(change) }

  mutating func forgetOldest() {
    forgotten = changes.first?.revision ?? forgotten
    changes.removeFirst()
  }

  /// The changes after a revision, at most `limit` of them.
  func changes(after revision: Int64, limit: Int) -> ArraySlice<Change> {
    let start = changes.partition { $0.revision > revision }
    return changes[start..<min(changes.count, start + limit)]
  }

  /// The objects as they were at a revision: the changes since, undone from the latest back.
  func objects(at revision: Int64) -> [StoredObject] {
    let since = changes[changes.partition { $0.revision > revision }..<changes.count]
    guard !since.isEmpty else { return objects }
    var past = Bucket()
    past.objects = objects
    for change in since.reversed() { past.undo(change) }
    return past.objects
  }

  private mutating func undo(_ change: Change) {
    let index = firstIndex(notBefore: change.object.key)
    let isThere = index < objects.count && objects[index].key == change.object.key
    switch (change.previous, isThere) {
    case (let previous?, true): objects[index] = previous
    case (let previous?, false): objects.insert(previous, at: index)
    case (nil, true): objects.remove(at: index)
    case (nil, false): break
    }
  }

  private func firstIndex(notBefore key: StoreKey) -> Int {
    objects.partitionIndex { !StoreKey.precedes($0.key, key) }
  }
}

extension RandomAccessCollection where Index == Int {
  /// The first index whose element fulfils a condition that all later ones fulfil too.
  func partitionIndex(where isPast: (Element) -> Bool) -> Int {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = (low + high) / 2
      if isPast(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
