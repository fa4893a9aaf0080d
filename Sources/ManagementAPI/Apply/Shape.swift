// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What may be merged at one place of an object, and how.
indirect enum Shape: Sendable {
  /// Nothing is known: maps by their keys, lists as a whole.
  case open
  /// One leaf, whatever it holds.
  case whole
  /// A list of scalars in which each occurs once.
  case members
  /// A list of maps told apart by keys, some of which may have a default.
  case keyed([String], defaults: Map = [:], Shape)
  /// A map of a type that Kubernetes itself has.
  case type(PatchSchema)
  /// What a structural schema says; `isOpen` where a node above keeps unknown fields, `isRoot` where the
  /// node has metadata.
  case schema(Schema, isOpen: Bool, isRoot: Bool)

  enum Layout: Equatable {
    case leaf
    case map
    case list
  }

  struct Field {
    let shape: Shape
    /// The type names the field; otherwise it is an entry like any other of a map.
    var isNamed: Bool
  }

  /// How a value that stands here is taken apart.
  func layout(of value: Value) -> Layout {
    switch (self, value) {
    case (.open, .map), (.type, .map): .map
    case (.members, .list), (.members, .null), (.keyed, .list), (.keyed, .null): .list
    case (.schema(let schema, _, _), _): Self.layout(of: value, by: schema)
    default: .leaf
    }
  }

  private static func layout(of value: Value, by schema: Schema) -> Layout {
    switch (schema.kind, value) {
    case (.object?, .map), (.object?, .null): schema.isAtomicMap ? .leaf : .map
    case (nil, .map): schema.keepsUnknownFields && !schema.isAtomicMap ? .map : .leaf
    case (.array?, .list), (.array?, .null): schema.listKind == .atomic ? .leaf : .list
    default: .leaf
    }
  }

  /// Whether a map that comes or goes is itself a field, beside the fields within it. In Kubernetes' own
  /// types it is always there.
  var isMarked: Bool {
    if case .type = self { false } else { true }
  }
}
