// SPDX-License-Identifier: Apache-2.0

import API
package import Kube
import Manifest

/// Whether an object is left alone, and the condition that says so.
package enum Pausing {
  /// Who paused it; empty where nobody did.
  package static func causes(_ object: Object, in cluster: Object?) -> [String] {
    var causes: [String] = []
    if let cluster, cluster.spec["paused"]?.bool == true {
      causes.append("Cluster spec.paused is set to true")
    }
    if object.metadata.annotations[Annotations.paused] != nil {
      causes.append("\(object.kind) has the \(Annotations.paused) annotation")
    }
    return causes
  }

  package static func condition(_ causes: [String]) -> Condition {
    guard !causes.isEmpty else {
      return Condition(ConditionTypes.paused, .no, reason: "NotPaused")
    }
    return Condition(
      ConditionTypes.paused, .yes, reason: "Paused", message: causes.joined(separator: ", "))
  }
}

extension Draft {
  /// Writes the condition `Paused` into the draft.
  /// - Returns: Whether the object is to be left alone.
  package mutating func pause(in cluster: Object?, at now: Time) -> Bool {
    let causes = Pausing.causes(seen.object, in: cluster)
    self.now.set(Pausing.condition(causes), at: now)
    return !causes.isEmpty
  }
}

extension Site {
  /// Whether an object is to be left alone; where it is, that is written down.
  package func pauses<Content>(
    _ draft: inout Draft<Content>, in cluster: Object?
  ) async throws(StatusError) -> Bool {
    guard draft.pause(in: cluster, at: now) else { return false }
    try await save(draft)
    return true
  }
}
