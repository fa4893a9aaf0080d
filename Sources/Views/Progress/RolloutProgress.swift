// SPDX-License-Identifier: Apache-2.0

import API
package import Kube
import Manifest

/// How far a roll-out has come, of a MachineDeployment or a control plane. Pure.
package struct RolloutProgress: Sendable, Hashable {
  package let isDone: Bool
  /// In kubectl's words.
  package let words: String

  package init(of object: Object) {
    let subject = "\(object.kind.lowercased()) \"\(object.name)\""
    let replicas = Replicas(object.status)
    let desired = object.spec["replicas"]?.int ?? 1
    if (object.status["observedGeneration"]?.int ?? 0) < object.metadata.generation {
      self.init(false, "Waiting for \(subject) spec update to be observed...")
    } else if replicas.upToDate < desired {
      self.init(
        false,
        "Waiting for \(subject) rollout to finish: \(replicas.upToDate) out of \(desired) new replicas "
          + "have been updated...")
    } else if replicas.total > replicas.upToDate {
      self.init(
        false,
        "Waiting for \(subject) rollout to finish: \(replicas.total - replicas.upToDate) old replicas "
          + "are pending termination...")
    } else if replicas.available < replicas.upToDate {
      self.init(
        false,
        "Waiting for \(subject) rollout to finish: \(replicas.available) of \(replicas.upToDate) updated "
          + "replicas are available...")
    } else {
      self.init(true, "\(subject) successfully rolled out")
    }
  }

  private init(_ isDone: Bool, _ words: String) {
    (self.isDone, self.words) = (isDone, words)
  }
}
