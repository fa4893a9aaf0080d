// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site

extension MachineReconciler {
  /// Writes what a Node is to carry of its Machine. A cluster that does not answer is asked again when
  /// it does.
  func mark(_ node: Object, of machine: Machine, _ parts: MachineParts) async throws(StatusError) {
    guard parts.connection?.isUp == true else { return }
    let marks = NodeMarks(machine, isInterruptible: parts.machine?.isInterruptible ?? false)
    let wanted = marks.applied(to: node)
    guard wanted != node else { return }
    var patch = Value.mergePatch(from: node.value, to: wanted.value)
    // Taints are a list, which others write too.
    if patch["spec"] != nil, let version = node.metadata.resourceVersion {
      var metadata = patch["metadata"] ?? [:]
      metadata["resourceVersion"] = .string(version)
      patch["metadata"] = metadata
    }
    let client = try await site.workloads.client(of: parts.place)
    _ = try await client.patch(.merge(patch), at: Address(.nodes, name: node.name))
  }
}
