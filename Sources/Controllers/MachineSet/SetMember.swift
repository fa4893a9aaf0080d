// SPDX-License-Identifier: Apache-2.0

package import Kube

/// What a MachineSet looks at in one of its machines.
package struct SetMember: Sendable, Hashable {
  package let name: String
  package let created: Time
  package var isDeleting = false
  /// Annotated `cluster.x-k8s.io/delete-machine`.
  package var isMarkedForDeletion = false
  /// It has a Node, and nothing says that it fails.
  package var isHealthy = true

  package init(_ name: String, created: Time) {
    self.name = name
    self.created = created
  }
}
