// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// The life of a namespace: it holds itself until all that is in it has gone. Pure.
enum Namespaces {
  static let resource = Resource(group: "", version: "v1", plural: "namespaces")
  /// Those that every API has.
  static let initial = ["default", "kube-node-lease", "kube-public", "kube-system"]
  private static let immortal = ["default", "kube-public", "kube-system"]
  static let finalizer = "kubernetes"
  private static let nameLabel = "kubernetes.io/metadata.name"

  static func collection(in cluster: String) -> Collection {
    Collection(cluster: cluster, resource: resource.plural)
  }

  /// What a new one begins with.
  static func begin(_ object: inout Object) {
    var finalizers = object.spec["finalizers"]?.list ?? []
    if !finalizers.contains(.string(finalizer)) { finalizers.append(.string(finalizer)) }
    object.spec["finalizers"] = .list(finalizers)
    object.metadata.labels[nameLabel] = object.name
    object.status = ["phase": "Active"]
  }

  /// Nobody takes away the label that says its name.
  static func keepLabel(_ object: inout Object) { object.metadata.labels[nameLabel] = object.name }

  /// Its own finalizers hold it, beside those in its metadata.
  static func isHeld(_ object: Object) -> Bool { object.spec["finalizers"]?.list?.isEmpty == false }

  static func next(
    for object: Object, _ wished: Object, in context: Context
  ) throws(StatusError) -> Deletion.Step {
    guard !immortal.contains(object.name) else {
      throw .forbidden(context.address, "this namespace may not be deleted")
    }
    guard !object.isDeleting else {
      let isFree = !isHeld(object) && wished.metadata.finalizers.isEmpty
      return isFree ? .remove(wished) : wished == object ? .wait : .mark(wished)
    }
    var marked = wished
    marked.metadata.deletionTimestamp = context.now
    marked.status["phase"] = "Terminating"
    return .mark(marked)
  }
}
