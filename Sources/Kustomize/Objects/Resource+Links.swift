// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Fields that kustomize set to one value in one step, and that it changes together ever after: where
/// a layer changes a label of the object, it changes in the selector too that got it from below.
struct FieldLink {
  let key: String
  var places: [Path]
  var value: Value
}

extension Resource {
  /// Sets an entry of the maps that the fields are, and links those that had none.
  mutating func setLinked(
    _ key: String, to value: Value, at specs: [FieldSpec]
  ) throws(Fault) {
    var added: [Path] = []
    for spec in specs {
      let before = Set(object.places(of: spec.path[...]).filter { object[$0]?[key] != nil })
      try object.visit(spec.path[...], making: spec.creates ? .map : nil) { (map) throws(Fault) in
        guard map.map != nil || map.isNull else {
          throw Fault("\(spec.path.map(\.name).joined(separator: ".")) is a \(map.kind)")
        }
        map[key] = value
      }
      added += object.places(of: spec.path[...]).filter { !before.contains($0) }
    }
    settleLinks()
    if added.count > 1 { links.append(FieldLink(key: key, places: added, value: value)) }
  }

  /// Where one of linked fields has changed, changes the others.
  mutating func settleLinks() {
    for index in links.indices {
      let key = links[index].key
      links[index].places.removeAll { object[$0]?[key] == nil }
      let now = links[index].places.compactMap { object[$0]?[key] }
      guard let changed = now.first(where: { $0 != links[index].value }) else { continue }
      links[index].value = changed
      for place in links[index].places { object.set(place, key, to: changed) }
    }
    links.removeAll { $0.places.count < 2 }
  }
}

extension Value {
  /// Where the path leads, an item of each list on the way.
  fileprivate func places(of path: ArraySlice<FieldSpec.Step>, at place: Path = []) -> [Path] {
    guard let step = path.first else { return [place] }
    switch self {
    case .map(let map):
      guard let next = map[step.name] else { return [] }
      return next.places(of: path.dropFirst(), at: place.key(step.name))
    case .list(let items):
      return items.enumerated().flatMap { $1.places(of: path, at: place.index($0)) }
    default: return []
    }
  }

  /// Sets an entry of the map at a place that there is.
  private mutating func set(_ steps: ArraySlice<Path.Step>, _ key: String, to value: Value) {
    switch (steps.first, self) {
    case (nil, _): self[key] = value
    case (.key(let name)?, .map(var map)):
      guard let place = map.index(of: name) else { return }
      self = .null
      map[at: place].set(steps.dropFirst(), key, to: value)
      self = .map(map)
    case (.index(let index)?, .list(var items)) where items.indices.contains(index):
      self = .null
      items[index].set(steps.dropFirst(), key, to: value)
      self = .list(items)
    default: break
    }
  }

  fileprivate mutating func set(_ place: Path, _ key: String, to value: Value) {
    set(place.steps[...], key, to: value)
  }
}
