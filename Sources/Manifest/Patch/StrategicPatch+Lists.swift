// SPDX-License-Identifier: Apache-2.0

/// Merges lists whose items are told apart by what they hold.
struct ListMerge {
  /// None where the items are scalars, each of which is its own key.
  let keys: [String]
  private let field: PatchSchema.Field
  let maps: StrategicMerge

  /// Nil for a list that a patch replaces.
  init?(_ field: PatchSchema.Field?, _ maps: StrategicMerge) {
    switch field {
    case .union?: keys = []
    // An API server knows one key, though a list may need two.
    case .keyed(let keys, _)?: self.keys = maps.style == .kubernetes ? [keys[0]] : keys
    default: return nil
    }
    guard let field else { return nil }
    self.field = field
    self.maps = maps
  }

  func merge(
    _ patch: [Value], into base: [Value], order: [Value]?
  ) throws(PatchFault) -> [Value] {
    var items = base
    let patch = try applyDirectives(patch, to: &items)
    let kept = items.map(identity)
    var places: [[Value]: Int] = [:]
    for (index, key) in kept.enumerated() where places[key] == nil { places[key] = index }
    for (key, item) in patch {
      if let index = places[key] {
        items[index] = try merge(item, into: items[index])
      } else if let item = try maps.fresh(item, field) {
        places[key] = items.count
        items.append(item)
      }
    }
    let named = patch.map(\.key)
    guard let order else { return arrange(items, as: named, kept) }
    return arrange(items, as: try checked(order, against: named), kept, isExplicit: true)
  }

  private func merge(_ item: Value, into base: Value) throws(PatchFault) -> Value {
    guard case .map(let patch) = item, case .map(let base) = base else { return item }
    do {
      return .map(try maps.merge(patch, into: base, .within(field)) ?? Map())
    } catch {
      throw error.under(name(of: item))
    }
  }

  /// Does what the items of the patch with `$patch` say, and returns the others with their keys.
  private func applyDirectives(
    _ patch: [Value], to items: inout [Value]
  ) throws(PatchFault) -> [(key: [Value], item: Value)] {
    var rest: [(key: [Value], item: Value)] = []
    for (index, item) in patch.enumerated() {
      if keys.isEmpty {
        rest.append((identity(of: item), item))
        continue
      }
      guard case .map(let map) = item else {
        throw PatchFault("item \(index) of the patch must be a map, not \(item.aKind)")
      }
      let hasKey = keys.first.map(map.contains) ?? false
      switch try Directive(in: map) {
      case .replace where !hasKey || maps.style == .kubernetes: items = []
      case _ where !hasKey: throw PatchFault("item \(index) of the patch has no \"\(keys[0])\"")
      case .delete: items.removeAll { identity(of: $0) == identity(of: item) }
      case .merge, .replace: rest.append((identity(of: item), item))
      }
    }
    return rest
  }

  /// What an item is known by.
  func identity(of item: Value) -> [Value] {
    keys.isEmpty ? [item] : keys.map { item[$0] ?? ($0 == "protocol" ? "TCP" : .null) }
  }

  private func name(of item: Value) -> String {
    guard let key = keys.first, let value = item[key] else { return "" }
    return "\(key)=\(value.jsonPathText)"
  }
}
