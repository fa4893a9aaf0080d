// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Runtime

/// What Kustomizations wait for, and whether they could wait for ever.
enum DependencyGraph {
  /// The way from a Kustomization back to itself, where there is one: `a → b → a`.
  static func cycle(
    from start: Key, _ dependencies: (Key) -> [Key]
  ) -> [Key]? {
    var path = [start]
    var seen: Set<Key> = []
    return walk(&path, &seen, to: start, dependencies) ? path : nil
  }

  private static func walk(
    _ path: inout [Key], _ seen: inout Set<Key>, to start: Key, _ dependencies: (Key) -> [Key]
  ) -> Bool {
    guard let here = path.last else { return false }
    for next in dependencies(here) {
      path.append(next)
      if next == start { return true }
      if seen.insert(next).inserted, walk(&path, &seen, to: start, dependencies) { return true }
      path.removeLast()
    }
    return false
  }

  /// Why a dependency is not ready; nil where it is.
  static func obstacle(_ dependency: Kustomization?, named key: Key, revision: String?) -> String? {
    guard let dependency else { return "dependency '\(key)' not found" }
    guard dependency.observedGeneration == dependency.metadata.generation,
      dependency.isTrue(FluxConditions.ready)
    else { return "dependency '\(key)' is not ready" }
    // Of one source, both are to be at the same revision.
    if let revision, dependency.appliedRevision != revision {
      return "dependency '\(key)' revision is not up to date"
    }
    return nil
  }
}
