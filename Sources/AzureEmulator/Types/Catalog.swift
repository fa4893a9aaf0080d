// SPDX-License-Identifier: Apache-2.0

/// All types that the emulator knows.
enum Catalog {
  static let all: [ResourceType] = [
    ResourceGroups.type, VirtualNetworks.type, SecurityGroups.type, RouteTables.type,
    PublicIPAddresses.type, NATGateways.type, LoadBalancers.type, NetworkInterfaces.type,
    VirtualMachines.type, VirtualMachines.extensions, AvailabilitySets.type, Disks.type,
    UserAssignedIdentities.type, RoleAssignments.type, ManagedClusters.type, ClusterExtensions.type,
    FluxConfigurations.type, ConnectedClusters.type,
  ]

  /// By their names in lower case.
  static let types = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })

  static let namespaces = Set(all.map(\.namespace)).sorted()

  static let network = "2026-03-01"
  static let compute = "2026-04-01"
}

enum ResourceGroups {
  static let type = {
    var type = ResourceType("Microsoft.Resources/resourceGroups", "2025-04-01")
    type.pace = .atOnce
    // A group goes with all that is in it.
    type.removed = { group, world in
      for assignment in world.all(RoleAssignments.type.name) {
        if assignment.id.key.hasPrefix(group.id.key + "/") { world.remove(assignment) }
      }
    }
    return type
  }()
}
