// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What has come together so far of one kustomization, and the tables it changes fields by.
struct Layer {
  var resources = ResourceList()
  var tables = FieldTables.standard
  /// Whether something was left out because of a mistake, which is told of elsewhere: what is then
  /// not found is no mistake of its own.
  var isIncomplete = false

  /// Takes over what a kustomization that this one names has made.
  mutating func merge(_ other: Layer, at position: Position) throws(KustomizeError) {
    for resource in other.resources.items {
      if let first = resources.add(resource) { throw .twice(first, at: position) }
    }
    tables.merge(other.tables)
    isIncomplete = isIncomplete || other.isIncomplete
  }
}

extension KustomizeError {
  /// An object comes that has the name of one that is there.
  static func twice(_ first: Resource, at position: Position) -> KustomizeError {
    KustomizeError(
      at: position, "\(first.id) of \(first.origin.position) is here already",
      hint: "name each object once")
  }
}
