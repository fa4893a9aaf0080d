// SPDX-License-Identifier: Apache-2.0

import Manifest

/// One step of a field's path: a field of a map, an item of a list by its keys, a member of a set by its
/// value, or an item by its place.
enum PathElement: Sendable {
  case field(String)
  /// The keys in the order of their names.
  case keys([Map.Entry])
  case value(Value)
  case index(Int)

  /// An item told apart by these of its entries.
  static func keyed(_ entries: [Map.Entry]) -> PathElement {
    .keys(entries.sorted { $0.key.precedes($1.key) })
  }
}

extension PathElement: CustomStringConvertible {
  /// `.spec`, `[name="x"]`, `[="x"]` or `[0]`.
  var description: String {
    switch self {
    case .field(let name): ".\(name)"
    case .keys(let entries):
      "[\(entries.map { "\($0.key)=\(JSON.text($0.value))" }.joined(separator: ","))]"
    case .value(let value): "[=\(JSON.text(value))]"
    case .index(let place): "[\(place)]"
    }
  }
}

extension PathElement: Comparable {
  static func == (left: PathElement, right: PathElement) -> Bool { order(left, right) == 0 }
  static func < (left: PathElement, right: PathElement) -> Bool { order(left, right) < 0 }

  /// Fields come first, then keys, values and places, as Kubernetes sorts them.
  private static func order(_ left: PathElement, _ right: PathElement) -> Int {
    switch (left, right) {
    case (.field(let left), .field(let right)): left.order(against: right)
    case (.keys(let left), .keys(let right)): order(left, right)
    case (.value(let left), .value(let right)): left.order(against: right)
    case (.index(let left), .index(let right)): left - right
    default: left.rank - right.rank
    }
  }

  private static func order(_ left: [Map.Entry], _ right: [Map.Entry]) -> Int {
    for (one, other) in zip(left, right) {
      let names = one.key.order(against: other.key)
      if names != 0 { return names }
      let values = one.value.order(against: other.value)
      if values != 0 { return values }
    }
    return left.count - right.count
  }

  private var rank: Int {
    switch self {
    case .field: 0
    case .keys: 1
    case .value: 2
    case .index: 3
    }
  }
}

extension Value {
  /// Numbers, texts, booleans, and then all that no path should hold.
  fileprivate func order(against other: Value) -> Int {
    switch (self, other) {
    case (.int(let left), .int(let right)): left < right ? -1 : left > right ? 1 : 0
    case (.string(let left), .string(let right)): left.order(against: right)
    case (.bool(let left), .bool(let right)): (left ? 1 : 0) - (right ? 1 : 0)
    default:
      if let left = double, let right = other.double {
        left < right ? -1 : left > right ? 1 : 0
      } else if rank != other.rank {
        rank - other.rank
      } else {
        JSON.text(self).order(against: JSON.text(other))
      }
    }
  }

  private var rank: Int {
    switch self {
    case .int, .double: 0
    case .string: 1
    case .bool: 2
    case .list: 3
    case .map: 4
    case .null: 5
    }
  }
}

extension String {
  func precedes(_ other: String) -> Bool { order(against: other) < 0 }

  /// By bytes: two ways of writing a character are two texts.
  fileprivate func order(against other: String) -> Int {
    if utf8.elementsEqual(other.utf8) { return 0 }
    return utf8.lexicographicallyPrecedes(other.utf8) ? -1 : 1
  }
}
