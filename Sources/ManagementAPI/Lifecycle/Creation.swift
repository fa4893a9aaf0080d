// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What a new object becomes before it is kept. Pure but for the identifiers it is handed.
enum Creation {
  static func prepare(
    _ sent: Object, in context: Context, uid: String, keepsStatus: Bool = false
  ) throws(StatusError) -> Object {
    var object = sent
    try place(&object, in: context)
    var metadata = object.metadata.value
    metadata["uid"] = .string(uid)
    metadata["creationTimestamp"] = "\(context.now)"
    metadata["generation"] = context.kind.hasGeneration ? .some(.int(1)) : nil
    for key in ["resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"] {
      metadata[key] = nil
    }
    object.value["metadata"] = metadata
    if context.version.hasStatus, !keepsStatus { object.value["status"] = nil }
    if context.kind.groupKind == .namespace { Namespaces.begin(&object) }
    try context.kind.rules.settle(&object, over: nil)
    return object
  }

  /// Settles name and namespace, and refuses those that contradict the address.
  private static func place(_ object: inout Object, in context: Context) throws(StatusError) {
    guard object.metadata.resourceVersion == nil else {
      throw .badRequest("resourceVersion should not be set on objects to be created")
    }
    try checkNamespace(of: object, in: context)
    if context.kind.isNamespaced { object.metadata.namespace = context.address.namespace }
    if object.name.isEmpty, let prefix = object.metadata.generateName {
      object.metadata.name = prefix + suffix()
    }
    guard !object.name.isEmpty else {
      throw .invalid(
        context.kind.groupKind, name: "",
        [.required("metadata.name", "name or generateName is required")])
    }
  }

  static func checkNamespace(of object: Object, in context: Context) throws(StatusError) {
    guard let namespace = object.namespace, namespace != context.address.namespace else { return }
    guard context.kind.isNamespaced else {
      throw .badRequest("namespace is not allowed on this type")
    }
    throw .badRequest(
      "the namespace of the provided object does not match the namespace sent on the request")
  }

  /// Five characters that make no word and no sign that is read as another.
  private static func suffix() -> String {
    let alphabet = Array("bcdfghjklmnpqrstvwxz2456789")
    return String((0..<5).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
  }
}
