// SPDX-License-Identifier: Apache-2.0

import Manifest

/// The pools of a managed cluster. In the cluster's body they are flat; in calls of their own they are
/// under `properties`.
enum Pools {
  static func complete(_ draft: inout Draft, _ version: String) throws(ARMError) {
    let old = draft.old
    let copy = draft
    try draft.body.mapItems("properties.agentPoolProfiles") { (pool, _) throws(ARMError) in
      try complete(
        &pool, version, copy,
        before: old?.item("properties.agentPoolProfiles", named: pool.text("name") ?? ""))
    }
    let pools = draft.body.items("properties.agentPoolProfiles")
    guard pools.contains(where: { $0.text("mode") == "System" }) else {
      throw ARMError(
        400, "InvalidParameter", "There has to be at least one system agent pool.",
        target: "agentPoolProfiles")
    }
  }

  private static func complete(
    _ pool: inout Value, _ version: String, _ draft: Draft, before: Value?
  ) throws(ARMError) {
    let name = pool.text("name") ?? ""
    guard name.wholeMatch(of: /[a-z][a-z0-9]{0,11}/) != nil else {
      throw ARMError.invalid(
        "agentPoolProfile.name",
        "The value of parameter agentPoolProfile.name is invalid. It has to begin with a lower-case letter, "
          + "contain only lower-case letters and digits, and be at most 12 characters long: '\(name)'."
      )
    }
    let size = pool.text("vmSize") ?? before?.text("vmSize") ?? "Standard_D2s_v5"
    guard let known = draft.world.settings.size(size),
      !known.missingIn.contains(draft.body.text("location") ?? "")
    else {
      throw ARMError(
        400, "BadRequest",
        "The VM size of \(size) is not allowed in your subscription in this location.",
        target: "agentPoolProfile.vmSize")
    }
    if let before, before.text("vmSize") != size {
      throw ARMError(
        409, "PropertyChangeNotAllowed", "Changing property 'properties.vmSize' is not allowed.",
        target: "properties.vmSize")
    }
    // As of a cluster: an empty text says nothing.
    if pool.text("orchestratorVersion")?.isEmpty == true { pool["orchestratorVersion"] = .none }
    if let own = pool.text("orchestratorVersion") { _ = try ManagedClusters.version(own, draft) }
    pool.fill("vmSize", .string(size))
    for (field, value) in usual { pool.fill(field, value) }
    pool.fill("orchestratorVersion", .string(version))
    pool.set("currentOrchestratorVersion", .string(version))
    pool.set("provisioningState", "Succeeded")
    pool.set("powerState", ["code": "Running"])
    guard (pool["count"]?.int ?? 0) <= 1000 else {
      throw ARMError.invalid("agentPoolProfile.count", "An agent pool has at most 1000 nodes.")
    }
  }

  private static let usual: [(String, Value)] = [
    ("count", 1), ("mode", "User"), ("osType", "Linux"), ("osSKU", "Ubuntu"),
    ("type", "VirtualMachineScaleSets"), ("osDiskSizeGB", 128), ("maxPods", 30),
    ("enableAutoScaling", false), ("scaleDownMode", "Delete"),
  ]

  /// A pool as its own calls show it.
  static func own(_ flat: Value, at id: ResourceID) -> Value {
    var properties = Map()
    for entry in flat.map ?? [:] where !["id", "name", "etag"].contains(entry.key) {
      properties[entry.key] = entry.value
    }
    return [
      "id": .string(id.text), "name": flat["name"] ?? "",
      "type": "Microsoft.ContainerService/managedClusters/agentPools",
      "properties": .map(properties),
    ]
  }

  /// A pool as it stands in its cluster's body.
  static func flat(_ own: Value, named name: String) -> Value {
    var value = own["properties"] ?? [:]
    value["name"] = .string(name)
    value["provisioningState"] = .none
    value["eTag"] = .none
    return value
  }
}
