// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What is made where a field is absent.
enum Leaf {
  case map, scalar

  var empty: Value { self == .map ? .map(Map()) : .string("") }
}

extension Value {
  /// Changes each value that the path leads to: all items of a list on the way are gone through.
  /// Fields that are absent are made where `leaf` says of what kind the last one is.
  mutating func visit(
    _ path: ArraySlice<FieldSpec.Step>, making leaf: Leaf?,
    _ body: (inout Value) throws(Fault) -> Void
  ) throws(Fault) {
    guard let step = path.first else { return try body(&self) }
    switch self {
    case .null: return
    case .list(var items):
      self = .null
      defer { self = .list(items) }
      for index in items.indices { try items[index].visit(path, making: leaf, body) }
    case .map(var map):
      let canMake = leaf != nil && !step.isList
      guard canMake || map.contains(step.name) else { return }
      self = .null
      defer { self = .map(map) }
      try map.visit(step, path.dropFirst(), making: leaf, body)
    default:
      throw Fault("\"\(step.name)\" is looked for in a \(kind), where a map or a list should be")
    }
  }
}

extension Map {
  fileprivate mutating func visit(
    _ step: FieldSpec.Step, _ rest: ArraySlice<FieldSpec.Step>, making leaf: Leaf?,
    _ body: (inout Value) throws(Fault) -> Void
  ) throws(Fault) {
    var place = index(of: step.name)
    if place.map({ self[at: $0].isNull }) ?? true {
      if step.isList {
        if place != nil { self[step.name] = .list([]) }
      } else if let leaf {
        self[step.name] = rest.isEmpty ? leaf.empty : .map(Map())
        place = index(of: step.name)
      }
    }
    guard let place else { return }
    try self[at: place].visit(rest, making: leaf, body)
  }
}

extension Value {
  /// Sets the value at the end of a path of keys; what is no map on the way becomes one.
  mutating func set(_ path: ArraySlice<String>, to value: Value) {
    guard let key = path.first else {
      self = value
      return
    }
    var map = Map()
    if case .map(let current) = self { map = current }
    self = .null
    if path.count > 1 {
      if map.index(of: key) == nil { map[key] = .map(Map()) }
      if let place = map.index(of: key) { map[at: place].set(path.dropFirst(), to: value) }
    } else {
      map[key] = value
    }
    self = .map(map)
  }

  mutating func set(_ path: [String], to value: Value) { set(path[...], to: value) }

  /// Removes the entry at the end of a path of keys.
  mutating func remove(_ path: ArraySlice<String>) {
    guard let key = path.first, case .map(var map) = self, let place = map.index(of: key) else {
      return
    }
    self = .null
    if path.count > 1 { map[at: place].remove(path.dropFirst()) } else { map[key] = nil }
    self = .map(map)
  }

  mutating func remove(_ path: [String]) { remove(path[...]) }
}
