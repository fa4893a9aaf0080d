// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What is wanted beside what was asked for last and what is there. Pure.
struct Comparison: Sendable {
  enum Verdict: Sendable, Hashable {
    case same
    /// What is wanted has changed.
    case change([Difference])
    /// What is there has changed, by somebody else.
    case drift([Difference])

    /// The same for the differences that are left.
    func without(_ isLeftOut: (Difference) -> Bool) -> Verdict {
      switch self {
      case .same: return .same
      case .change(let all):
        let left = all.filter { !isLeftOut($0) }
        return left.isEmpty ? .same : .change(left)
      case .drift(let all):
        let left = all.filter { !isLeftOut($0) }
        return left.isEmpty ? .same : .drift(left)
      }
    }
  }

  let rules: ComparisonRules

  /// `wanted` and `last` have secrets sealed where they are compared with each other; `plain` is what is
  /// wanted as it is. Nil stands for a `last` that is not known.
  func verdict(
    wanted: Value, plain: Value, last: Value?, actual: Value
  ) -> Verdict {
    var differences = self.differences(plain, actual)
    if let last { differences += left(of: last, in: wanted, actual) }
    let isChanged = last != wanted
    if let last, isChanged { differences += untold(wanted, last) }
    if differences.isEmpty { return .same }
    return isChanged ? .change(differences) : .drift(differences)
  }

  // MARK: Over the fields that are wanted

  func differences(_ wanted: Value, _ actual: Value?) -> [Difference] {
    differences(wanted, actual, Spot())
  }

  /// A field, and how a person would call it.
  struct Spot {
    var field = FieldPattern()
    var place = ""

    func key(_ key: String) -> Spot {
      Spot(field: field.key(key), place: place.isEmpty ? key : "\(place).\(key)")
    }

    func item(_ name: String) -> Spot { Spot(field: field.item, place: "\(place)[\(name)]") }
    var difference: Difference {
      Difference(field: field, place: place.isEmpty ? "the body" : place)
    }
  }

  private func differences(_ wanted: Value, _ actual: Value?, _ spot: Spot) -> [Difference] {
    if rules.skips(spot.field) { return [] }
    switch wanted {
    case .map(let map):
      guard let actual, actual.map != nil else { return isEmpty(wanted) ? [] : [spot.difference] }
      return map.flatMap { differences($0.value, actual[$0.key], spot.key($0.key)) }
    case .list(let items):
      guard let others = actual?.list else { return items.isEmpty ? [] : [spot.difference] }
      if let key = rules.keys[spot.field] { return matched(items, others, by: key, spot) }
      guard items.count == others.count else { return [spot.difference] }
      return zip(items, others).enumerated().flatMap { index, pair in
        differences(pair.0, pair.1, spot.item("\(index)"))
      }
    default:
      let isSame = actual.map { rules.isSame(wanted, $0, at: spot.field) } ?? wanted.isNull
      return isSame ? [] : [spot.difference]
    }
  }

  /// APIs leave out what is empty.
  private func isEmpty(_ value: Value) -> Bool {
    switch value {
    case .null: true
    case .map(let map): map.allSatisfy { isEmpty($0.value) }
    case .list(let items): items.isEmpty
    default: false
    }
  }

  private func matched(
    _ items: [Value], _ others: [Value], by key: String, _ spot: Spot
  ) -> [Difference] {
    items.enumerated().flatMap { index, item in
      let name = item[key]
      let other = others.first { other in
        name.flatMap { name in other[key].map { rules.isSame(name, $0) } } ?? false
      }
      let place = spot.item(name?.string ?? "\(index)")
      return other.map { differences(item, $0, place) } ?? [place.difference]
    }
  }

  // MARK: What was wanted once

  /// What was asked for last, is not wanted any more, and is still there.
  private func left(of last: Value, in wanted: Value, _ actual: Value) -> [Difference] {
    left(last, wanted, actual, Spot())
  }

  private func left(
    _ last: Value, _ wanted: Value, _ actual: Value?, _ spot: Spot
  ) -> [Difference] {
    guard let actual, !rules.skips(spot.field) else { return [] }
    if case .map(let map) = last, wanted.map != nil {
      return map.flatMap { entry -> [Difference] in
        let (place, there) = (spot.key(entry.key), actual[entry.key])
        guard let next = wanted[entry.key] else {
          let isThere = there.map { !isEmpty($0) } ?? false
          return isThere && !rules.skips(place.field) ? [place.difference] : []
        }
        return left(entry.value, next, there, place)
      }
    }
    guard let key = rules.keys[spot.field], let old = last.list, let new = wanted.list else {
      return []
    }
    return old.flatMap { item -> [Difference] in
      guard let there = actual.list?.item(like: item, by: key) else { return [] }
      let place = spot.item(item[key]?.string ?? "")
      guard let next = new.item(like: item, by: key) else { return [place.difference] }
      return left(item, next, there, place)
    }
  }

  // MARK: What the API does not tell

  private func untold(_ wanted: Value, _ last: Value) -> [Difference] {
    rules.untold.filter { wanted[$0] != last[$0] }.map {
      Difference(field: $0, place: "\($0)")
    }
  }
}

extension [Value] {
  func item(like other: Value, by key: String) -> Value? {
    guard let name = other[key] else { return nil }
    return first { $0[key] == name }
  }
}
