// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Site

extension Machine {
  /// Whether a worker of a cluster that goes as a whole still needs its control plane. Such machines are not
  /// drained, and their Nodes not deleted: one that goes needs it only for somebody else's sake.
  var needsControlPlane: Bool {
    let hooks = [Annotations.preDrainHook, Annotations.preTerminateHook]
    return !isDeleting || metadata.finalizers.contains { $0 != Finalizers.machine }
      || metadata.annotations.keys.contains { key in hooks.contains { key.hasPrefix($0) } }
  }
}
