// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Shape {
  /// What stands behind a key of a map; nil where the schema has no such field.
  func field(_ key: String) -> Field? {
    switch self {
    case .open: Field(shape: .open, isNamed: false)
    case .type(let type): Field(shape: Self.shape(of: key, in: type), isNamed: true)
    case .schema(let schema, let isOpen, let isRoot):
      Self.field(key, of: schema, isOpen: isOpen, isRoot: isRoot)
    case .whole, .members, .keyed: Field(shape: .whole, isNamed: false)
    }
  }

  private static func field(
    _ key: String, of schema: Schema, isOpen: Bool, isRoot: Bool
  ) -> Field? {
    if isRoot || schema.isEmbeddedResource {
      if key == "metadata" { return Field(shape: .type(.objectMeta), isNamed: true) }
      if key == "apiVersion" || key == "kind" { return Field(shape: .whole, isNamed: true) }
    }
    let isOpen = isOpen || schema.keepsUnknownFields
    if let known = schema.properties[key] {
      return Field(shape: .schema(known, isOpen: isOpen, isRoot: false), isNamed: true)
    }
    if let additional = schema.additional {
      return Field(shape: .schema(additional, isOpen: isOpen, isRoot: false), isNamed: false)
    }
    if isOpen { return Field(shape: .open, isNamed: false) }
    guard schema.allowsAdditional || schema.properties.isEmpty && !isRoot else { return nil }
    return Field(shape: .whole, isNamed: false)
  }

  /// The maps of Kubernetes' own types whose keys are people's.
  private static let maps: Set<String> = [
    "allocatable", "annotations", "binaryData", "capacity", "data", "hard", "labels", "limits",
    "matchLabels", "nodeSelector", "overhead", "parameters", "requests", "stringData", "used",
    "volumeAttributes",
  ]

  private static func shape(of key: String, in type: PatchSchema) -> Shape {
    let field = type.field(key)
    switch field {
    case .map?: return .type(.within(field))
    case .replaced?: return .whole
    case .union?: return .members
    case .keyed(let keys, _)?:
      let defaults: Map = keys.contains("protocol") ? ["protocol": "TCP"] : [:]
      return .keyed(keys, defaults: defaults, .type(.within(field)))
    case nil: return maps.contains(key) ? .open : .type(.none)
    }
  }

  /// The keys that tell items apart; nil for a set.
  var keys: [String]? {
    switch self {
    case .keyed(let keys, _, _): return keys
    case .schema(let schema, _, _):
      guard case .map(let keys) = schema.listKind else { return nil }
      return keys
    default: return nil
    }
  }

  /// What every item of a list is.
  var item: Shape {
    switch self {
    case .keyed(_, _, let item): item
    case .schema(let schema, let isOpen, _):
      schema.items.map { .schema($0, isOpen: isOpen, isRoot: false) } ?? .whole
    default: .whole
    }
  }

  /// Which item of its list this is; nil where it does not say.
  func element(of item: Value) -> PathElement? {
    switch self {
    case .members: member(item)
    case .keyed(let keys, let defaults, _): keyed(item, by: keys) { defaults[$0] }
    case .schema(let schema, _, _):
      switch schema.listKind {
      case .atomic: nil
      case .set: member(item)
      case .map(let keys): keyed(item, by: keys) { schema.items?.properties[$0]?.defaultValue }
      }
    default: nil
    }
  }

  private func member(_ item: Value) -> PathElement? {
    switch item {
    case .map, .list, .null: nil
    default: .value(item)
    }
  }

  private func keyed(
    _ item: Value, by keys: [String], _ fallback: (String) -> Value?
  ) -> PathElement? {
    guard let map = item.map else { return nil }
    var entries: [Map.Entry] = []
    for key in keys {
      guard let value = map[key] ?? fallback(key) else { return nil }
      entries.append(Map.Entry(key: key, value: value))
    }
    return .keyed(entries)
  }
}
