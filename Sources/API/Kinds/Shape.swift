// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Which fields a version knows: the skeleton of its schema. A conversion takes away what the version it
/// leads to cannot hold.
final class Shape: Sendable {
  private let fields: [String: Shape]
  /// Of the values of a map with any keys, or of the items of a list.
  private let inner: Shape?
  private let isOpen: Bool

  init(_ schema: Value) {
    var fields: [String: Shape] = [:]
    for entry in schema["properties"]?.map ?? [:] { fields[entry.key] = Shape(entry.value) }
    self.fields = fields
    inner = (schema["items"] ?? schema["additionalProperties"]).map { Shape($0) }
    isOpen = schema["x-kubernetes-preserve-unknown-fields"]?.bool ?? false
  }

  /// Takes away every field that is not known.
  func prune(_ value: inout Value) {
    switch value {
    case .map(var map):
      value = .null
      prune(&map)
      value = .map(map)
    case .list(var list):
      guard let inner else { return }
      value = .null
      for index in list.indices { inner.prune(&list[index]) }
      value = .list(list)
    default: break
    }
  }

  private func prune(_ map: inout Map) {
    for key in map.keys {
      guard let shape = fields[key] ?? inner else {
        if !isOpen { map[key] = nil }
        continue
      }
      guard var child = map[key] else { continue }
      shape.prune(&child)
      map[key] = child
    }
  }
}
