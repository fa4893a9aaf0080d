// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What becomes of an object that is to go. Pure.
enum Deletion {
  enum Step: Sendable, Equatable {
    /// Nothing holds it: it goes now, and this is the last that is seen of it.
    case remove(Object)
    /// Finalizers or a time of grace hold it: it is marked, and goes later.
    case mark(Object)
    /// It is marked already, and nothing is new.
    case wait
    /// It is within its time of grace, which nobody has shortened.
    case pending
  }

  static let foreground = "foregroundDeletion"
  static let orphan = "orphan"

  static func next(
    for object: Object, _ options: DeleteOptions, in context: Context
  ) throws(StatusError) -> Step {
    try check(object, options, in: context)
    var marked = object
    if context.kind.groupKind == .namespace {
      marked.metadata.finalizers = finalizers(of: object, options)
      return try Namespaces.next(for: object, marked, in: context)
    }
    if context.kind.groupKind == .customResourceDefinition {
      marked.metadata.finalizers = finalizers(of: object, options)
      return next(forDefinition: object, marked, in: context)
    }
    let grace =
      context.kind.groupKind == .pod && !context.isHosted
      ? Grace(for: object, asked: options.gracePeriodSeconds, now: context.now) : .none
    if grace == .pending { return .pending }
    marked.metadata.finalizers = finalizers(of: object, options)
    if case .until(let time, let seconds) = grace {
      if !object.isDeleting { marked.metadata.countGeneration() }
      marked.metadata.deletionTimestamp = time
      marked.metadata.deletionGracePeriodSeconds = seconds
      if seconds > 0 { return .mark(marked) }
    }
    guard !marked.metadata.finalizers.isEmpty else { return .remove(marked) }
    mark(&marked, in: context)
    return marked == object ? .wait : .mark(marked)
  }

  /// An object that is being deleted and that nothing holds any more has gone.
  static func isOver(_ object: Object, over old: Object, in context: Context) -> Bool {
    guard old.isDeleting, object.metadata.finalizers.isEmpty else { return false }
    if context.kind.groupKind == .namespace { return !Namespaces.isHeld(object) }
    return old.metadata.deletionGracePeriodSeconds ?? 0 == 0
  }

  private static func mark(_ object: inout Object, in context: Context) {
    guard !object.isDeleting else { return }
    object.metadata.deletionTimestamp = context.now
    object.metadata.deletionGracePeriodSeconds = 0
    object.metadata.countGeneration()
  }

  /// What is to be done with dependents is kept as a finalizer, until it has been done.
  private static func finalizers(of object: Object, _ options: DeleteOptions) -> [String] {
    let others = object.metadata.finalizers.filter { $0 != foreground && $0 != orphan }
    return switch options.propagation {
    case .foreground: others + [foreground]
    case .orphan: others + [orphan]
    case .background: others
    case nil: object.metadata.finalizers
    }
  }

  private static func check(
    _ object: Object, _ options: DeleteOptions, in context: Context
  ) throws(StatusError) {
    // The words speak of the kind where others speak of the collection.
    var address = context.address
    address.resource.plural = context.kind.kind
    if let uid = options.uid, uid != object.metadata.uid {
      throw .conflict(
        address,
        "the UID in the precondition (\(uid)) does not match the UID in record "
          + "(\(object.metadata.uid ?? "")). The object might have been deleted and then recreated")
    }
    if let version = options.resourceVersion, version != object.metadata.resourceVersion {
      throw .conflict(
        address,
        "the ResourceVersion in the precondition (\(version)) does not match the ResourceVersion "
          + "in record (\(object.metadata.resourceVersion ?? "")). The object might have been "
          + "modified")
    }
  }
}

extension Metadata {
  /// The wish to delete counts, where changes are counted at all.
  fileprivate mutating func countGeneration() {
    if generation > 0 { generation += 1 }
  }
}

extension GroupKind {
  static let namespace = GroupKind(group: "", kind: "Namespace")
  static let pod = GroupKind(group: "", kind: "Pod")
}
