// SPDX-License-Identifier: Apache-2.0

package import Manifest

extension Schema {
  /// Takes out every field that the schema does not know, and names them.
  ///
  /// The root, and every embedded resource, may always say what it is.
  package func prune(_ value: inout Value, isRoot: Bool = true) -> [Path] {
    var dropped: [Path] = []
    prune(&value, at: [], isRoot: isRoot, &dropped)
    return dropped
  }

  private func prune(
    _ value: inout Value, at path: Path, isRoot: Bool, _ dropped: inout [Path]
  ) {
    switch value {
    case .map(var map):
      value = .null
      prune(&map, at: path, isRoot: isRoot, &dropped)
      value = .map(map)
    case .list(var list):
      guard let items else { return }
      value = .null
      for index in list.indices {
        items.prune(&list[index], at: path.index(index), isRoot: false, &dropped)
      }
      value = .list(list)
    default: break
    }
  }

  private func prune(
    _ map: inout Map, at path: Path, isRoot: Bool, _ dropped: inout [Path]
  ) {
    for key in map.keys {
      if (isRoot || isEmbeddedResource) && Self.identity.contains(key) { continue }
      guard let schema = property(key) else {
        if keepsUnknownFields || allowsAdditional { continue }
        map[key] = nil
        dropped.append(path.key(key))
        continue
      }
      guard var child = map[key] else { continue }
      schema.prune(&child, at: path.key(key), isRoot: false, &dropped)
      map[key] = child
    }
  }

  private static let identity: Set<String> = ["apiVersion", "kind", "metadata"]
}
