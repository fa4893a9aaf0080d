// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A value as it was read, and where each of its nodes stands.
package struct Document: Sendable {
  package let value: Value
  private let origin: Origin

  init(value: Value, origin: Origin) {
    self.value = value
    self.origin = origin
  }

  /// Where a node stands; a map's entry stands where its key does. For a path that leads nowhere
  /// it is the place of the last node on the way.
  package func position(of path: Path) -> Position {
    var mark = origin.marks
    var value = value
    for step in path.steps {
      let next: (index: Int, value: Value)? =
        switch (step, value) {
        case (.key(let key), .map(let map)):
          map.index(of: key).map { ($0, map.entries[$0].value) }
        case (.index(let index), .list(let list)) where list.indices.contains(index):
          (index, list[index])
        default: nil
        }
      guard let next else { break }
      mark = mark.children[next.index]
      value = next.value
    }
    return origin.position(of: mark.mark)
  }

  /// Where the document starts.
  package var position: Position { position(of: []) }

  /// What is wrong with a node, as an error that names its place.
  package func error(
    at path: Path, _ action: String, _ cause: String, hint: String? = nil
  ) -> ManifestError {
    ManifestError("\(action) \(position(of: path))", "\(path): \(cause)", hint: hint)
  }
}
