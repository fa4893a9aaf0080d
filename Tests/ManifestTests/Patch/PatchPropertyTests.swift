// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

struct PatchPropertyTests {
  @Test func `the difference of two documents makes one of the other`() throws {
    try fuzz(3000) { seed, random in
      let from = Value.random(depth: 4, using: &random)
      let to = Value.random(depth: 4, using: &random)
      let patch = Value.mergePatch(from: from, to: to)
      #expect(from.applying(mergePatch: patch) == to, "seed \(seed)")
      #expect(to.map == nil || Value.mergePatch(from: to, to: to) == [:], "seed \(seed)")
    }
  }

  @Test func `three ways meet where nobody else has changed anything`() throws {
    try fuzz(2000) { seed, random in
      let original = Value.map(.random(depth: 4, using: &random))
      let modified = Value.map(.random(depth: 4, using: &random))
      let patch = Value.threeWayMergePatch(
        original: original, modified: modified, current: original)
      #expect(original.applying(mergePatch: patch) == modified, "seed \(seed)")
    }
  }

  @Test func `what was added can be removed`() throws {
    try fuzz(3000) { seed, random in
      let document = Value.map(.random(depth: 4, using: &random))
      let value = Value.random(depth: 2, using: &random)
      var places: [JSONPointer] = []
      document.collectNewPlaces([], into: &places)
      guard let place = places.randomElement(using: &random) else { return }
      #expect(try JSONPointer(parsing: place.description) == place, "seed \(seed)")
      let added = try document.applying(
        JSONPatch([.add(place, value), .test(place, value)]))
      #expect(added != document, "seed \(seed)")
      #expect(try added.applying(JSONPatch([.remove(place)])) == document, "seed \(seed)")
    }
  }

  @Test func `a strategic patch of plain fields is a merge patch`() throws {
    try fuzz(2000) { seed, random in
      let base = Value.map(.random(depth: 4, using: &random))
      let patch = Value.mergePatch(from: base, to: .map(.random(depth: 4, using: &random)))
      let merged = try base.applying(strategicPatch: patch, schema: .none)
      #expect(merged == base.applying(mergePatch: patch), "seed \(seed)")
    }
  }
}

extension Value {
  /// The places where something can be added that was not there.
  fileprivate func collectNewPlaces(_ path: [String], into places: inout [JSONPointer]) {
    switch self {
    case .map(let map):
      places.append(JSONPointer(path + ["new/~"]))
      for entry in map { entry.value.collectNewPlaces(path + [entry.key], into: &places) }
    case .list(let list):
      for index in 0...list.count { places.append(JSONPointer(path + ["\(index)"])) }
      for (index, item) in list.enumerated() {
        item.collectNewPlaces(path + ["\(index)"], into: &places)
      }
    default: break
    }
  }
}
