// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What becomes of an object that is to go. Pure.
enum Deletion {
  enum Step: Sendable, Equatable {
    /// Nothing holds it: it goes now.
    case remove
    /// Finalizers hold it: it is marked, and goes with the last of them.
    case mark(Object)
    /// It is marked already, and nothing is new.
    case wait
  }

  static let foreground = "foregroundDeletion"
  static let orphan = "orphan"

  static func next(
    for object: Object, _ options: DeleteOptions, in context: Context
  ) throws(StatusError) -> Step {
    try check(object, options, in: context)
    var marked = object
    var finalizers = object.metadata.finalizers.filter { $0 != foreground && $0 != orphan }
    switch options.propagation {
    case .foreground: finalizers.append(foreground)
    case .orphan: finalizers.append(orphan)
    case .background: break
    case nil: finalizers = object.metadata.finalizers
    }
    guard !finalizers.isEmpty else { return .remove }
    marked.metadata.finalizers = finalizers
    if !object.isDeleting {
      marked.metadata.deletionTimestamp = context.now
      marked.metadata.deletionGracePeriodSeconds = 0
      marked.metadata.generation += 1
    }
    return marked == object ? .wait : .mark(marked)
  }

  /// An object that is being deleted and that nothing holds any more has gone.
  static func isOver(_ object: Object) -> Bool {
    object.isDeleting && object.metadata.finalizers.isEmpty
  }

  private static func check(
    _ object: Object, _ options: DeleteOptions, in context: Context
  ) throws(StatusError) {
    if let uid = options.uid, uid != object.metadata.uid {
      throw .conflict(
        context.address,
        "Precondition failed: UID in precondition: \(uid), UID in object meta: "
          + (object.metadata.uid ?? ""))
    }
    if let version = options.resourceVersion, version != object.metadata.resourceVersion {
      throw .conflict(
        context.address,
        "Precondition failed: ResourceVersion in precondition: \(version), ResourceVersion in "
          + "object meta: \(object.metadata.resourceVersion ?? "")")
    }
  }
}
