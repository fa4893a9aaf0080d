// SPDX-License-Identifier: Apache-2.0

extension ListMerge {
  /// The keys of `$setElementOrder`, which must name all items of the patch in their order.
  func checked(_ order: [Value], against patch: [[Value]]) throws(PatchFault) -> [[Value]] {
    let order = order.map { identity(of: $0) }
    var rest = patch[...]
    for key in order where key == rest.first { rest.removeFirst() }
    guard rest.isEmpty else {
      throw PatchFault("the items of the patch are not in the order of $setElementOrder")
    }
    return order
  }

  /// Puts merged items in their order: `wanted` are the keys the patch names, `before` the keys of
  /// the list as it was.
  func arrange(
    _ items: [Value], as wanted: [[Value]], _ before: [[Value]],
    isExplicit: Bool = false
  ) -> [Value] {
    let ranks = Dictionary(zip(wanted, wanted.indices), uniquingKeysWith: { first, _ in first })
    let homes = Dictionary(zip(before, before.indices), uniquingKeysWith: { first, _ in first })
    let all = items.map { Place(item: $0, key: identity(of: $0), ranks, homes) }
    let named = all.filter { $0.rank != nil }.sorted { ($0.rank ?? 0) < ($1.rank ?? 0) }
    let rest = all.filter { $0.rank == nil }
    if isExplicit || maps.style == .kubernetes { return weave(named, rest) }
    // Lists with two keys in use keep what they had in its place.
    guard keys.count > 1, items.contains(where: { $0[keys[1]] != nil }) else {
      return (named + rest).map(\.item)
    }
    return (named.filter { $0.home == nil } + all.filter { $0.home != nil }).map(\.item)
  }

  private struct Place {
    let item: Value
    let rank: Int?
    let home: Int?

    init(item: Value, key: [Value], _ ranks: [[Value]: Int], _ homes: [[Value]: Int]) {
      self.item = item
      rank = ranks[key]
      home = homes[key]
    }
  }

  /// Items the patch does not name go before the next named one that they were before already.
  private func weave(_ named: [Place], _ rest: [Place]) -> [Value] {
    var result: [Value] = []
    var rest = rest[...]
    for place in named {
      while let other = rest.first, let home = other.home, let next = place.home, home < next {
        result.append(other.item)
        rest.removeFirst()
      }
      result.append(place.item)
    }
    return result + rest.map(\.item)
  }
}
