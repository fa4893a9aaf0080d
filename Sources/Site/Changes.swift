// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// What a writer changed in an object, so that it can be written, or carried over to a newer state of
/// the object.
struct Changes {
  let seen: Object
  let wanted: Object

  /// The merge patch of everything but the status.
  var main: Value { Value.mergePatch(from: seen.withoutStatus, to: wanted.withoutStatus) }
  /// The merge patch of the status.
  var status: Value { Value.mergePatch(from: seen.status, to: wanted.status) }

  static let none: Value = [:]

  /// Lists are written as wholes: nobody else may have changed them meanwhile.
  static func hasLists(_ patch: Value) -> Bool {
    switch patch {
    case .list: true
    case .map(let map): map.contains { hasLists($0.value) }
    default: false
    }
  }

  /// `fresh` with the same changes: entries of the lists that several writers share are changed one by
  /// one.
  func applied(to fresh: Object) -> Object {
    var (main, status) = (main, status)
    if var metadata = main["metadata"] {
      metadata["finalizers"] = nil
      metadata["ownerReferences"] = nil
      main["metadata"] = metadata
    }
    status["conditions"] = nil
    var result = Object(fresh.value.applying(mergePatch: main))
    result.metadata.finalizers = merged(\.metadata.finalizers, of: fresh) { $0 }
    result.metadata.ownerReferences = merged(\.metadata.ownerReferences, of: fresh) { $0.uid }
    if status != Self.none || fresh.value["status"] != nil {
      result.status = fresh.status.applying(mergePatch: status)
    }
    carryConditions(into: &result)
    return result
  }

  /// The same on what was just written of it: a status that is written too speaks of the spec as it is now.
  /// Whoever writes no status has observed nothing.
  func observed(in written: Object) -> Object {
    var result = applied(to: written)
    if wanted.status != seen.status, result.status["observedGeneration"] != nil {
      result.status["observedGeneration"] = .int(written.metadata.generation)
    }
    return result
  }

  private func carryConditions(into object: inout Object) {
    let (before, after) = (seen.conditions, wanted.conditions)
    for condition in after where !before.contains(condition) { object.set(condition) }
    let kept = Set(after.map(\.type))
    for condition in before where !kept.contains(condition.type) {
      object.removeCondition(condition.type)
    }
  }

  private func merged<Item: Equatable, Name: Hashable>(
    _ path: (Object) -> [Item], of fresh: Object, _ name: (Item) -> Name
  ) -> [Item] {
    let (before, after) = (path(seen), path(wanted))
    var items = path(fresh)
    for item in after where !before.contains(item) {
      if let index = items.firstIndex(where: { name($0) == name(item) }) {
        items[index] = item
      } else {
        items.append(item)
      }
    }
    let kept = Set(after.map(name))
    let removed = Set(before.map(name)).subtracting(kept)
    return items.filter { !removed.contains(name($0)) }
  }
}

extension Object {
  fileprivate var withoutStatus: Value {
    var value = value
    value["status"] = nil
    return value
  }
}
