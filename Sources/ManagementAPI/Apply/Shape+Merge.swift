// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Shape {
  /// What is there with what is applied laid over it. Nothing is taken away.
  func merged(_ live: Value, with applied: Value) -> Value {
    guard applied != live else { return live }
    let layout = layout(of: applied)
    guard layout != .leaf, self.layout(of: live) == layout else { return applied }
    switch layout {
    case .leaf: return applied
    case .map:
      guard let changes = applied.map, !changes.isEmpty, var map = live.map else {
        return live.map?.isEmpty == false ? live : applied
      }
      for change in changes {
        guard let shape = field(change.key)?.shape, let current = map[change.key] else {
          map[change.key] = change.value
          continue
        }
        map[change.key] = shape.merged(current, with: change.value)
      }
      return .map(map)
    case .list:
      guard let list = live.list, !list.isEmpty else { return applied }
      return .list(mergedItems(live, applied))
    }
  }

  /// Items that both have come in the applied order, in the places that such items had; items that only
  /// one has stay beside their neighbours.
  private func mergedItems(_ live: Value, _ applied: Value) -> [Value] {
    let (lives, changes) = (items(of: live), items(of: applied))
    var result: [Value] = []
    var rest = changes[...]
    func counterpart(of item: Item, in others: [Item]) -> Item? {
      others.first { $0.element == item.element }
    }
    func takeNext() -> Bool {
      guard let change = rest.popFirst() else { return true }
      let current = counterpart(of: change, in: lives)
      result.append(current.map { item.merged($0.value, with: change.value) } ?? change.value)
      return current != nil
    }
    for current in lives {
      guard counterpart(of: current, in: changes) != nil else {
        result.append(current.value)
        continue
      }
      while !takeNext() {}
    }
    while !rest.isEmpty { _ = takeNext() }
    return result
  }
}
