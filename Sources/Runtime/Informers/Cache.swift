// SPDX-License-Identifier: Apache-2.0

package import Kube
import Synchronization

extension Object {
  /// The resource version as the number it is on every server that there is.
  var revision: UInt64? { metadata.resourceVersion.flatMap { UInt64($0) } }
}

/// The objects of a collection as a watch last told them. Read from anywhere, written by one informer.
///
/// It holds the values that came from the client, and copies none.
package final class Cache: Sendable {
  /// The words under which an object is found again.
  package typealias Index = @Sendable (Object) -> [String]

  private struct State {
    var objects: [Key: Object] = [:]
    /// By index and word.
    var places: [String: [String: Set<Key>]] = [:]
    var isComplete = false
  }

  private let state = Mutex(State())
  private let indexes: [String: Index]

  init(indexes: [String: Index]) { self.indexes = indexes }

  package var count: Int { state.withLock { $0.objects.count } }
  package var isEmpty: Bool { state.withLock { $0.objects.isEmpty } }
  /// Whether it holds all that there was at some time. Whoever is told of an object finds it so.
  package var isComplete: Bool { state.withLock(\.isComplete) }
  package var keys: [Key] { state.withLock { Array($0.objects.keys) } }
  package var objects: [Object] { state.withLock { Array($0.objects.values) } }

  package subscript(key: Key) -> Object? { state.withLock { $0.objects[key] } }

  /// The objects that an index holds under a word.
  package func objects(_ index: String, _ word: String) -> [Object] {
    precondition(indexes[index] != nil, "there is no index \(index)")
    return state.withLock { state in
      (state.places[index]?[word] ?? []).compactMap { state.objects[$0] }
    }
  }

  /// Takes in one event.
  /// - Returns: What it means; nil where it is no news.
  func apply(_ event: WatchEvent) -> Change? {
    switch event {
    case .bookmark: nil
    case _ where isOutrun(event.object): nil
    case .deleted(let object): remove(Key(object), last: object)
    case .added(let object), .modified(let object): put(object)
    }
  }

  /// Takes in everything that there is, instead of what was held.
  func replace(with objects: [Object]) -> [Change] {
    var gone = Set(keys)
    var changes: [Change] = []
    for object in objects {
      gone.remove(Key(object))
      if let change = put(object) { changes.append(change) }
    }
    changes += gone.compactMap { remove($0, last: nil) }
    state.withLock { $0.isComplete = true }
    return changes
  }

  /// Whether an object is older than the one held, as may be told of what we wrote ourselves and took in
  /// before the watch brought it.
  func isOutrun(_ object: Object) -> Bool {
    guard let held = self[Key(object)]?.revision, let told = object.revision else { return false }
    return told < held
  }

  private func put(_ object: Object) -> Change? {
    let key = Key(object)
    return state.withLock { state in
      let old = state.objects[key]
      // The same version is the same object: a list after a watch brings most of them again.
      if let old, old.metadata.resourceVersion == object.metadata.resourceVersion,
        old.metadata.uid == object.metadata.uid
      {
        return nil
      }
      state.objects[key] = object
      reindex(key, from: old, to: object, &state)
      return Change(old == nil ? .added : .updated, object, old: old)
    }
  }

  private func remove(_ key: Key, last: Object?) -> Change? {
    state.withLock { state in
      guard let old = state.objects.removeValue(forKey: key) else { return nil }
      reindex(key, from: old, to: nil, &state)
      return Change(.deleted, last ?? old, old: old)
    }
  }

  private func reindex(_ key: Key, from old: Object?, to new: Object?, _ state: inout State) {
    for (name, words) in indexes {
      let before = old.map(words) ?? []
      let after = new.map(words) ?? []
      if before == after { continue }
      for word in before { state.places[name]?[word]?.remove(key) }
      for word in after { state.places[name, default: [:]][word, default: []].insert(key) }
      for word in before where state.places[name]?[word]?.isEmpty == true {
        state.places[name]?[word] = nil
      }
    }
  }
}
