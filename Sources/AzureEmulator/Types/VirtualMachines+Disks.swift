// SPDX-License-Identifier: Apache-2.0

import Manifest

extension VirtualMachines {
  /// The disks that a machine's PUT makes.
  static func makeDisks(of machine: Resource, _ world: inout World) {
    for disk in disks(of: machine) {
      guard let id = disk.text("managedDisk.id").flatMap({ ResourceID($0) }) else { continue }
      guard world.resources[id.key] == nil else {
        world.resources[id.key]?.body["managedBy"] = .string(machine.id.text)
        continue
      }
      var body: Value = [
        "location": machine.body["location"] ?? "",
        "sku": ["name": disk.at("managedDisk.storageAccountType") ?? "Standard_LRS"],
        "managedBy": .string(machine.id.text),
        "properties": ["creationData": ["createOption": disk["createOption"] ?? "Empty"]],
      ]
      for field in ["zones", "tags"] { body[field] = machine.body[field] }
      body.set("properties.diskSizeGB", disk["diskSizeGB"] ?? 30)
      Disks.complete(&body, id, world)
      world.resources[id.key] = Resource(id, Disks.type, body)
    }
  }

  /// What goes with a machine, if it was said so when it was made: disks and interfaces.
  static func dropParts(of machine: Resource, _ world: inout World) {
    // It may go with its group, and then nobody has ordered that yet.
    if world.settings.hasMachines { world.effects.append(.delete(machine.id.text, operation: "")) }
    for disk in disks(of: machine) {
      guard let id = disk.text("managedDisk.id")?.lowercased(), let kept = world.resources[id]
      else {
        continue
      }
      if disk.text("deleteOption") == "Delete" { world.remove(kept) }
      world.resources[id]?.body["managedBy"] = .none
    }
    for interface in machine.body.items("properties.networkProfile.networkInterfaces") {
      guard interface.text("properties.deleteOption") == "Delete",
        let id = interface.text("id")?.lowercased(), let kept = world.resources[id]
      else { continue }
      world.remove(kept)
    }
  }

  private static func disks(of machine: Resource) -> [Value] {
    let system = machine.body.at("properties.storageProfile.osDisk").map { [$0] } ?? []
    return system + machine.body.items("properties.storageProfile.dataDisks")
  }
}

enum Disks {
  static let type = {
    var type = ResourceType("Microsoft.Compute/disks", "2026-03-02")
    type.pace = .accepted
    type.created = 202
    type.inUse = (409, "OperationNotAllowed")
    type.readOnly = ["timeCreated", "uniqueId", "diskState"]
    type.complete = { (draft) throws(ARMError) in
      guard draft.body.text("properties.creationData.createOption") != nil else {
        throw ARMError.invalid(
          "creationData", "Required parameter 'creationData' is missing (null).")
      }
      if let owner = draft.old?["managedBy"] { draft.body["managedBy"] = owner }
      complete(&draft.body, draft.id, draft.world)
    }
    type.render = { value, _, _ in
      let isAttached = value["managedBy"] != nil
      value.set("properties.diskState", isAttached ? "Attached" : "Unattached")
    }
    return type
  }()

  static func complete(_ body: inout Value, _ id: ResourceID, _ world: World) {
    body.fill("sku.name", "Standard_LRS")
    body.fill("properties.timeCreated", .string(world.time(world.now)))
    body.set("properties.uniqueId", .string(stableUUID("disk \(id.key)")))
  }
}

enum AvailabilitySets {
  static let type = {
    var type = ResourceType("Microsoft.Compute/availabilitySets", Catalog.compute)
    type.pace = .atOnce
    type.created = 200
    type.inUse = (409, "OperationNotAllowed")
    type.complete = { (draft) throws(ARMError) in
      draft.body.fill("sku.name", "Classic")
      draft.body.fill("properties.platformFaultDomainCount", 3)
      draft.body.fill("properties.platformUpdateDomainCount", 5)
    }
    type.render = { value, set, world in
      let machines = world.users(of: set.id.key).map {
        Value(dictionaryLiteral: ("id", .string($0.user.id.text)))
      }
      value.set("properties.virtualMachines", .list(machines))
      value.set("properties.provisioningState", nil)
    }
    return type
  }()
}
