// SPDX-License-Identifier: Apache-2.0

import Manifest

/// The changes that one kustomization makes to what it has brought together.
///
/// Their order is kustomize's, whatever the order of the fields in the file.
struct Transformation {
  let kustomization: Kustomization
  let directory: String
  let builder: Builder

  func apply(to layer: inout Layer) throws(KustomizeError) {
    try patch(&layer)
    try changeNamespace(&layer)
    try addPrefix(&layer)
    try addSuffix(&layer)
    try addLabels(&layer)
    try addAnnotations(&layer)
    try patchJSON(&layer)
    try setReplicas(&layer)
    try setImages(&layer)
    try replaceValues(&layer)
  }

  /// Does something to each object in place, naming the object where it fails.
  func each(
    of layer: inout Layer, _ body: (inout Resource) throws(Fault) -> Void
  ) throws(KustomizeError) {
    try layer.resources.changeWithin { (resource) throws(KustomizeError) in
      do throws(Fault) {
        try body(&resource)
      } catch {
        throw KustomizeError(
          at: kustomization.position,
          "\(resource.id) of \(resource.origin.position): \(error.cause)",
          hint: error.hint)
      }
    }
  }

  /// Notes who changed the objects, for those who want to know.
  func note(_ transformer: String, in layer: inout Layer) {
    guard builder.tellsTransformations else { return }
    let place = History.Place(file: kustomization.position.file, kind: transformer)
    layer.resources.changeWithin { (resource) throws(Never) in
      resource.history.transformations.append(place)
    }
  }
}
