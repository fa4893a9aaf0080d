// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Layer {
  /// Adds what was generated, or puts it into what is there, as its behaviour says.
  mutating func absorb(_ resource: Resource, at position: Position) throws(KustomizeError) {
    let found = resources.indices(everCalled: resource.id)
    let behavior = resource.behavior
    guard let index = found.first else {
      guard behavior != .merge, behavior != .replace else {
        if isIncomplete { return }
        throw KustomizeError(at: position, "there is no \(resource.id) to \(behavior.rawValue)")
      }
      if let first = resources.add(resource) { throw .twice(first, at: position) }
      return
    }
    guard found.count == 1 else {
      throw KustomizeError(at: position, "\(found.count) objects are or were \(resource.id)")
    }
    guard behavior == .merge || behavior == .replace else {
      throw KustomizeError(
        at: position, "\(resource.id) of \(resources.items[index].origin.position) is here already",
        hint: "its behavior must be merge or replace")
    }
    let merged = resource.merged(over: resources.items[index], keepsData: behavior == .merge)
    resources.replace(at: index, with: merged)
  }
}

extension Resource {
  /// This, under the names of an older one and with its labels, annotations and perhaps data.
  fileprivate func merged(over old: Resource, keepsData: Bool) -> Resource {
    var merged = self
    for key in ["labels", "annotations"] {
      merged.merge(["metadata", key], from: old)
    }
    if keepsData { for key in ["data", "binaryData"] { merged.merge([key], from: old) } }
    merged.name = old.name
    merged.namespace = old.namespace
    merged.past = old.past
    merged.needsHash = needsHash && old.needsHash
    merged.behavior = old.behavior
    merged.prefixes = old.prefixes
    merged.suffixes = old.suffixes
    merged.history = old.history
    if keepsData { merged.origin = old.origin }
    return merged
  }

  private mutating func merge(_ path: [String], from old: Resource) {
    let path = Path(path.map { .key($0) })
    let before = old.object[path]?.map ?? Map()
    let now = object[path]?.map ?? Map()
    guard !before.isEmpty || !now.isEmpty else { return }
    var all = before
    for entry in now { all[entry.key] = entry.value }
    object.set(path.keys, to: .map(all))
  }
}

extension Path {
  fileprivate var keys: [String] {
    steps.compactMap { if case .key(let key) = $0 { key } else { nil } }
  }
}
