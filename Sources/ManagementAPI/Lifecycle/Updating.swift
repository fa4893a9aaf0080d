// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What an object becomes when somebody writes another one over it. Pure.
enum Updating {
  /// Who may change what: `status` has its own door, a namespace's own finalizers too, the rest another.
  enum Door: Sendable {
    case main
    case status
    case finalize
  }

  static func prepare(
    _ sent: Object, over old: Object, through door: Door, in context: Context
  ) throws(StatusError) -> Object {
    try check(sent, against: old, in: context)
    var object = door == .main ? sent : old
    switch door {
    case .status: object.value["status"] = sent.value["status"]
    case .finalize: object.spec["finalizers"] = sent.spec["finalizers"]
    case .main:
      if context.version.hasStatus { object.value["status"] = old.value["status"] }
      keepIdentity(of: old, in: &object)
      if context.kind.groupKind == .namespace {
        object.value["spec"] = old.value["spec"]
        Namespaces.keepLabel(&object)
      }
    }
    if door != .main {
      object.value["metadata"]?["managedFields"] = sent.value["metadata"]?["managedFields"]
    }
    try context.kind.rules.settle(&object, over: old)
    let isCounted = context.kind.hasGeneration && isNewGeneration(object, old)
    object.metadata.generation = old.metadata.generation + (isCounted ? 1 : 0)
    return object
  }

  private static func check(
    _ sent: Object, against old: Object, in context: Context
  ) throws(StatusError) {
    guard sent.name == old.name || sent.name.isEmpty else {
      throw .badRequest(
        "the name of the object (\(sent.name)) does not match the name on the URL (\(old.name))")
    }
    try Creation.checkNamespace(of: sent, in: context)
    if let uid = sent.metadata.uid, uid != old.metadata.uid {
      throw .invalid(
        context.kind.groupKind, name: old.name,
        [.invalid("metadata.uid", .string(uid), "field is immutable")])
    }
    guard sent.kind == context.kind.kind else {
      throw .invalid(
        GroupKind(group: context.kind.group, kind: sent.kind), name: old.name,
        [.invalid("kind", .string(sent.kind), "must be \(context.kind.kind)")])
    }
    guard sent.apiVersion == old.apiVersion else {
      throw .invalid(
        context.kind.groupKind, name: old.name,
        [.invalid("apiVersion", .string(sent.apiVersion), "must be \(old.apiVersion)")])
    }
    guard let version = sent.metadata.resourceVersion else {
      guard context.kind.allowsUnconditionalUpdate else {
        // The name of the collection, for a kind: so it is answered everywhere.
        throw .invalid(
          GroupKind(group: context.kind.group, kind: context.kind.plural), name: old.name,
          [
            .invalid(
              "metadata.resourceVersion", shownAs: "0x0", "must be specified for an update")
          ])
      }
      return
    }
    guard version == old.metadata.resourceVersion else { throw .conflict(context.address) }
  }

  /// What nobody may write: who the object is, since when, and that it is being deleted.
  private static func keepIdentity(of old: Object, in object: inout Object) {
    var metadata = object.metadata.value
    let kept = [
      "name", "namespace", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp",
      "deletionGracePeriodSeconds", "generateName",
    ]
    for key in kept { metadata[key] = old.value["metadata"]?[key] }
    metadata["selfLink"] = nil
    object.value["metadata"] = metadata
  }

  /// Anything but metadata and, where it has a door of its own, status counts; so does the wish to delete.
  private static func isNewGeneration(_ new: Object, _ old: Object) -> Bool {
    if new.metadata.deletionTimestamp != nil && old.metadata.deletionTimestamp == nil {
      return true
    }
    func spec(_ object: Object) -> Value {
      var value = object.value
      for key in ["metadata", "status", "apiVersion", "kind"] { value[key] = nil }
      return value
    }
    return spec(new) != spec(old)
  }
}
