// SPDX-License-Identifier: Apache-2.0

import API

@testable import Controllers
@testable import Site

extension Drive {
  /// The reconcilers of Clusters, of what makes Machines, and of Machines.
  @Sendable static func machinery(_ site: Site) async -> [Part] {
    [
      (.cluster, await ClusterReconciler(site)),
      (.machineDeployment, await MachineDeploymentReconciler(site)),
      (.machineSet, await MachineSetReconciler(site)), (.machine, await MachineReconciler(site)),
    ]
  }
}

/// A world in which a cluster of one control plane Machine runs.
func withMachinery(_ body: (World, Drive) async throws -> Void) async throws {
  try await withWorld { world in
    let drive = Drive(world: world, parts: await Drive.machinery(world.site))
    try await world.create(Samples.bare)
    try await drive.settle()
    try await body(world, drive)
  }
}
