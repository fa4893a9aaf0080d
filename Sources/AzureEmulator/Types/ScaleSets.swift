// SPDX-License-Identifier: Apache-2.0

import Manifest

/// The machines of the pools of managed clusters: in the clusters' own groups, where they can be read, and are
/// made and taken away by the clusters alone.
enum ScaleSets {
  private static let type = "Microsoft.Compute/virtualMachineScaleSets"

  /// What a collection holds; nil where it is of something else.
  static func list(_ id: ResourceID, in world: World) -> [Value]? {
    let group = id.groupID?.lowercased() ?? ""
    let clusters = world.all(ManagedClusters.type.name).filter { cluster in
      ManagedClusters.nodeGroup(of: cluster.id, cluster.body).lowercased() == group
    }
    let sets = clusters.flatMap { cluster in
      cluster.body.items("properties.agentPoolProfiles").map { set(of: $0, cluster) }
    }
    switch id.typeKey {
    case type.lowercased(): return sets
    case type.lowercased() + "/virtualmachines":
      let found = sets.first { $0.text("name")?.lowercased() == id.names.last?.lowercased() }
      return found.map(machines) ?? []
    default: return nil
    }
  }

  private static func set(of pool: Value, _ cluster: Resource) -> Value {
    let word = pool.text("name") ?? ""
    let digits = stableUUID("scale set \(cluster.id.key)").filter(\.isNumber).prefix(8)
    let name = "aks-\(word)-\(digits)-vmss"
    let group = ManagedClusters.nodeGroup(of: cluster.id, cluster.body)
    return [
      "id": .string("\(group)/providers/\(type)/\(name)"), "name": .string(name),
      "type": .string(type), "location": cluster.body["location"] ?? "",
      "sku": ["name": pool["vmSize"] ?? "", "tier": "Standard", "capacity": pool["count"] ?? 0],
      "tags": ["aks-managed-poolName": .string(word)],
      "properties": ["provisioningState": "Succeeded"],
    ]
  }

  private static func machines(of set: Value) -> [Value] {
    let (id, name) = (set.text("id") ?? "", set.text("name") ?? "")
    return (0..<(set.at("sku.capacity")?.int ?? 0)).map { number in
      [
        "id": .string("\(id)/virtualMachines/\(number)"), "name": .string("\(name)_\(number)"),
        "instanceId": .string("\(number)"), "type": .string("\(type)/virtualMachines"),
        "location": set["location"] ?? "", "sku": ["name": set.at("sku.name") ?? ""],
        "properties": ["provisioningState": "Succeeded"],
      ]
    }
  }
}
