// SPDX-License-Identifier: Apache-2.0

import Manifest

extension TypeTable {
  /// Takes out every field that an object of a type does not have, and names them. What the object is,
  /// and its metadata, is looked at elsewhere.
  func prune(_ value: inout Value, as type: String) -> [Path] {
    guard case .map(var map) = value else { return [] }
    value = .null
    var dropped: [Path] = []
    prune(&map, type, alwaysKeeping: ["apiVersion", "kind", "metadata"], at: Path(), &dropped)
    value = .map(map)
    return dropped
  }

  private func prune(
    _ value: inout Value, _ kind: Kind, at path: Path, _ dropped: inout [Path]
  ) {
    switch (value, kind) {
    case (.list(var list), .list(let inner)):
      value = .null
      for index in list.indices { prune(&list[index], inner, at: path.index(index), &dropped) }
      value = .list(list)
    case (.map(var map), .map(let inner)):
      value = .null
      for key in map.keys {
        guard var child = map[key] else { continue }
        prune(&child, inner, at: path.key(key), &dropped)
        map[key] = child
      }
      value = .map(map)
    case (.map(var map), .type(let type)):
      value = .null
      prune(&map, type, at: path, &dropped)
      value = .map(map)
    default: break
    }
  }

  private func prune(
    _ map: inout Map, _ type: String, alwaysKeeping kept: Set<String> = [], at path: Path,
    _ dropped: inout [Path]
  ) {
    guard let fields = types[type] else { return }
    for key in map.keys where !kept.contains(key) {
      guard let field = fields.first(where: { $0.name == key }) else {
        map[key] = nil
        dropped.append(path.key(key))
        continue
      }
      guard var child = map[key] else { continue }
      prune(&child, field.kind, at: path.key(key), &dropped)
      map[key] = child
    }
  }
}
