// SPDX-License-Identifier: Apache-2.0

/// A map in which keys may come again, and the marks of its entries in the same order.
struct MarkedMap {
  private(set) var map = Map()
  private(set) var marks: [Marks] = []

  /// Adds an entry, or puts it in the place of the one with its key.
  mutating func set(_ key: String, _ value: Value, marks place: Marks?) {
    if let place {
      if let index = map.index(of: key) { marks[index] = place } else { marks.append(place) }
    }
    map[key] = value
  }
}
