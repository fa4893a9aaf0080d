// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Shape {
  /// The fields that a value has: of maps and lists that may be merged what is in them, else the whole.
  func fields(of value: Value) -> FieldSet {
    switch layout(of: value) {
    case .leaf: FieldSet(isMember: true)
    case .map:
      FieldSet(
        (value.map ?? [:]).map { entry in
          let field = self.field(entry.key) ?? Field(shape: .whole, isNamed: false)
          var set = field.shape.fields(of: entry.value)
          if !field.isNamed { set.isMember = true }
          return FieldSet.Child(element: .field(entry.key), set: set)
        })
    case .list:
      FieldSet(
        items(of: value).map { item in
          var set = self.item.fields(of: item.value)
          set.isMember = true
          return FieldSet.Child(element: item.element, set: set)
        })
    }
  }

  struct Item {
    let element: PathElement
    let value: Value
  }

  /// The items of a list and what each is called: by its place where it does not say which it is.
  func items(of value: Value?) -> [Item] {
    (value?.list ?? []).enumerated().map { place, item in
      Item(element: element(of: item) ?? .index(place), value: item)
    }
  }

  /// Adds the named fields on the way to those in the set: whoever has all of a map has the map.
  func completing(_ set: FieldSet) -> FieldSet {
    FieldSet(
      isMember: set.isMember,
      set.children.map { child in
        var child = child
        switch child.element {
        case .field(let key):
          guard let field = self.field(key) else { break }
          child.set = field.shape.completing(child.set)
          if field.isNamed { child.set.isMember = true }
        default: child.set = item.completing(child.set)
        }
        return child
      })
  }

  /// A value without those of its fields and items that are in the set.
  func removing(_ set: FieldSet, from value: Value) -> Value {
    switch layout(of: value) {
    case .leaf: return value
    case .map:
      var map = Map()
      for entry in value.map ?? [:] {
        let below = set[.field(entry.key)]
        guard !below.isMember else { continue }
        let shape = below.isEmpty ? nil : field(entry.key)?.shape
        map[entry.key] = shape?.removing(below, from: entry.value) ?? entry.value
      }
      return .map(map)
    case .list:
      return .list(
        items(of: value).compactMap { item in
          let below = set[item.element]
          if below.isMember { return nil }
          return below.isEmpty ? item.value : self.item.removing(below, from: item.value)
        })
    }
  }
}
