// SPDX-License-Identifier: Apache-2.0

package import Manifest

extension Schema {
  /// Puts the default of every missing field in; a null where null is not allowed counts as missing.
  package func applyDefaults(to value: inout Value) {
    switch value {
    case .map(var map):
      value = .null
      fill(&map)
      value = .map(map)
    case .list(var list):
      guard let items else { return }
      value = .null
      for index in list.indices { items.applyDefaults(to: &list[index]) }
      value = .list(list)
    default: break
    }
  }

  private func fill(_ map: inout Map) {
    for (key, schema) in properties {
      let isMissing = map[key] == nil || (map[key] == .null && !schema.isNullable)
      if isMissing, let defaultValue = schema.defaultValue { map[key] = defaultValue }
    }
    for key in map.keys {
      guard let schema = property(key), var child = map[key] else { continue }
      schema.applyDefaults(to: &child)
      map[key] = child
    }
  }
}
