// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Whether an object may be kept. Pure.
enum Admission {
  static func check(
    _ object: Object, over old: Object? = nil, _ context: Context
  ) throws(StatusError) {
    let errors =
      metadataErrors(object, over: old, context.kind)
      + (context.version.schema?.errors(in: object.value) ?? [])
      + context.kind.rules.errors(in: object, over: old)
    guard errors.isEmpty else {
      throw .invalid(context.kind.groupKind, name: object.name, errors)
    }
  }

  private static func metadataErrors(
    _ object: Object, over old: Object?, _ kind: ServedKind
  ) -> [FieldError] {
    let metadata = object.metadata
    var errors: [FieldError] = []
    if old == nil, let cause = kind.nameFault(metadata.name) {
      errors.append(.invalid("metadata.name", .string(metadata.name), cause))
    }
    for key in metadata.labels.keys.sorted() {
      let value = metadata.labels[key] ?? ""
      if let cause = Names.qualifiedName(key) {
        errors.append(.invalid("metadata.labels", .string(key), cause))
      }
      if let cause = Names.labelValue(value) {
        errors.append(.invalid("metadata.labels", .string(value), cause))
      }
    }
    for key in metadata.annotations.keys.sorted() {
      if let cause = Names.qualifiedName(key.lowercased()) {
        errors.append(.invalid("metadata.annotations", .string(key), cause))
      }
    }
    return errors + finalizerErrors(metadata, kind) + ownerErrors(metadata)
      + deletionErrors(metadata, over: old)
  }

  /// Kubernetes' own kinds want finalizers to say whose they are; custom ones take any name.
  private static func finalizerErrors(_ metadata: Metadata, _ kind: ServedKind) -> [FieldError] {
    let known = [Deletion.foreground, Deletion.orphan, "kubernetes"]
    return metadata.finalizers.enumerated().compactMap { index, finalizer in
      if let cause = Names.qualifiedName(finalizer) {
        return .invalid("metadata.finalizers", .string(finalizer), cause)
      }
      let isPlain = !finalizer.contains("/") && !known.contains(finalizer)
      guard isPlain, kind.definition == nil else { return nil }
      return .invalid(
        "metadata.finalizers[\(index)]", .string(finalizer),
        "name is neither a standard finalizer name nor is it fully qualified")
    }
  }

  private static func ownerErrors(_ metadata: Metadata) -> [FieldError] {
    var errors: [FieldError] = []
    for owner in metadata.value["ownerReferences"]?.list ?? [] {
      for key in ["apiVersion", "kind", "name", "uid"] where owner[key]?.string ?? "" == "" {
        let what = key == "apiVersion" ? "version" : key
        errors.append(
          .invalid("metadata.ownerReferences.\(key)", "", "\(what) must not be empty"))
      }
    }
    let controllers = metadata.ownerReferences.filter(\.isController)
    guard controllers.count > 1 else { return errors }
    return errors + [
      .invalid(
        "metadata.ownerReferences", .list([]),
        "Only one reference can have Controller set to true. Found \"true\" in references for "
          + "\(controllers[0].kind)/\(controllers[0].name) and "
          + "\(controllers[1].kind)/\(controllers[1].name)")
    ]
  }

  /// Once an object is being deleted, nobody may find a new reason to hold it.
  private static func deletionErrors(_ metadata: Metadata, over old: Object?) -> [FieldError] {
    guard let old, old.isDeleting else { return [] }
    let added = metadata.finalizers.filter { !old.metadata.finalizers.contains($0) }
    guard !added.isEmpty else { return [] }
    return [
      .forbidden(
        "metadata.finalizers",
        "no new finalizers can be added if the object is being deleted, found new finalizers "
          + "[\(added.map { "\"\($0)\"" }.joined(separator: ", "))]")
    ]
  }
}
