// SPDX-License-Identifier: Apache-2.0

import API
package import Kube
package import Manifest

/// What stops the work on an object, and begins it again. Pure.
package enum SwitchPatch {
  /// A merge patch. Flux's kinds and agents have `spec.suspend`, a Cluster has `spec.paused`, all else the
  /// annotation of Cluster API.
  package static func patch(of kind: GroupKind, isStopped: Bool) -> Value {
    if kind.group.hasSuffix("fluxcd.io") || kind == Kind.gitOpsAgent.groupKind {
      return ["spec": ["suspend": .bool(isStopped)]]
    }
    if kind == Kind.cluster.groupKind { return ["spec": ["paused": .bool(isStopped)]] }
    let mark: Value = isStopped ? "true" : .null
    return ["metadata": ["annotations": .map([Annotations.paused: mark])]]
  }

  /// The same for roll-outs alone: a MachineDeployment has a field of its own for that.
  package static func rollout(of kind: GroupKind, isStopped: Bool) -> Value {
    if kind == Kind.machineDeployment.groupKind { return ["spec": ["paused": .bool(isStopped)]] }
    return patch(of: kind, isStopped: isStopped)
  }
}
