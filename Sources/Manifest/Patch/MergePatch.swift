// SPDX-License-Identifier: Apache-2.0

extension Value {
  /// This document after a JSON merge patch (RFC 7386): maps are merged, null removes, and anything
  /// else, a list too, takes the place of what was there.
  package func applying(mergePatch patch: Value) -> Value {
    guard case .map(let changes) = patch else { return patch }
    var result = map ?? Map()
    for change in changes {
      if change.value.isNull {
        result[change.key] = nil
      } else {
        result[change.key] = (result[change.key] ?? .null).applying(mergePatch: change.value)
      }
    }
    return .map(result)
  }

  /// The merge patch that makes `to` of `from`: an empty map where they are equal maps.
  ///
  /// A merge patch cannot set a null within a map, so nulls in the maps of `to` count as absent.
  package static func mergePatch(from: Value, to: Value) -> Value {
    guard case .map(let new) = to, case .map(let old) = from else { return to }
    var patch = Map()
    for entry in new where old[entry.key] != entry.value {
      patch[entry.key] = change(from: old[entry.key], to: entry.value)
    }
    for key in old.keys where !new.contains(key) { patch[key] = .null }
    return .map(patch)
  }

  private static func change(from old: Value?, to new: Value) -> Value? {
    switch (old, new) {
    case (.map?, .map): mergePatch(from: old ?? .null, to: new)
    case (nil, .null): Optional.none
    default: new
    }
  }

  /// What `kubectl apply` sends for a kind without a strategic patch: the patch of `current` that
  /// sets what `modified` says and removes what `original`, applied last time, said and `modified`
  /// no longer does. What others have set stays.
  package static func threeWayMergePatch(
    original: Value, modified: Value, current: Value
  ) -> Value {
    let additions = mergePatch(from: current, to: modified).keeping(nulls: false)
    let removals = mergePatch(from: original, to: modified).keeping(nulls: true)
    return .map(union(removals.map ?? Map(), additions.map ?? Map()))
  }

  /// The part of a merge patch that removes, or the part that does not.
  private func keeping(nulls: Bool) -> Value {
    guard case .map(let changes) = self else { return self }
    var kept = Map()
    for change in changes {
      if case .map(let inner) = change.value, !inner.isEmpty {
        let part = change.value.keeping(nulls: nulls)
        if part != .map(Map()) { kept[change.key] = part }
      } else if change.value.isNull == nulls {
        kept[change.key] = change.value
      }
    }
    return .map(kept)
  }

  /// Two merge patches as one; where both have a say, the second one has it.
  private static func union(_ first: Map, _ second: Map) -> Map {
    var both = first
    for entry in second {
      if case .map(let one) = both[entry.key], case .map(let two) = entry.value {
        both[entry.key] = .map(union(one, two))
      } else {
        both[entry.key] = entry.value
      }
    }
    return both
  }
}
