// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Cores of a region: how many there are, and who has them.
enum Quota {
  static func cores(in region: String, _ world: World, except key: String = "") -> Int {
    let machines = world.all("Microsoft.Compute/virtualMachines").filter {
      $0.body.text("location") == region && $0.id.key != key
    }
    return machines.reduce(0) { sum, machine in
      sum
        + (world.settings.size(machine.body.text("properties.hardwareProfile.vmSize"))?.cores ?? 0)
    }
  }

  /// Refuses what would take more cores than there are.
  static func check(_ more: Int, _ draft: Draft) throws(ARMError) {
    let region = draft.body.text("location") ?? ""
    let used = cores(in: region, draft.world, except: draft.id.key)
    let limit = draft.world.settings.cores
    guard used + more > limit else { return }
    throw ARMError(
      409, "OperationNotAllowed",
      "Operation could not be completed as it results in exceeding approved Total Regional Cores quota. "
        + "Additional details - Deployment Model: Resource Manager, Location: \(region), Current Limit: "
        + "\(limit), Current Usage: \(used), Additional Required: \(more), (Minimum) New Limit Required: "
        + "\(used + more).")
  }

  static func usages(in region: String, _ world: World) -> [Value] {
    [
      [
        "unit": "Count", "currentValue": .int(Int64(cores(in: region, world))),
        "limit": .int(Int64(world.settings.cores)),
        "name": ["value": "cores", "localizedValue": "Total Regional vCPUs"],
      ]
    ]
  }
}
