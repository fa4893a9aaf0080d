// SPDX-License-Identifier: Apache-2.0

package import Runtime
import Site

extension Site {
  /// Every controller of this module.
  package func controllers() async -> [Controller] {
    [
      await KubeadmConfigReconciler.controller(self),
      await KubeadmControlPlaneReconciler.controller(self),
      await MachinePoolReconciler.controller(self),
      await ClusterReconciler.controller(self),
      await MachineReconciler.controller(self),
      await MachineSetReconciler.controller(self),
      await MachineDeploymentReconciler.controller(self),
      await MachineHealthCheckReconciler.controller(self),
      await ClusterResourceSetReconciler.controller(self),
    ]
  }
}
