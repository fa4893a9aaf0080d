// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Whether an object differs from what applying would make of it.
enum Drift {
  /// `after` is the answer to a dry run. What the server keeps for itself does not count, nor does the
  /// status, which is no business of git's.
  static func isThere(from before: Object, to after: Object) -> Bool {
    essence(of: before) != essence(of: after)
  }

  private static func essence(of object: Object) -> Value {
    var value = object.value
    value["status"] = nil
    var metadata: Value = [:]
    for key in ["labels", "annotations", "finalizers", "ownerReferences"] {
      metadata[key] = object.value["metadata", key]
    }
    value["metadata"] = metadata
    return value
  }

  /// Whether a manager has applied the object before: only then are fields that leave git taken away.
  static func isApplied(_ object: Object, by manager: String) -> Bool {
    (object.value["metadata", "managedFields"]?.list ?? []).contains { entry in
      entry["manager"]?.string == manager && entry["operation"]?.string == "Apply"
        && entry["subresource"]?.string ?? "" == ""
    }
  }
}
