// SPDX-License-Identifier: Apache-2.0

import Manifest

enum VirtualMachines {
  static let type = {
    var type = ResourceType("Microsoft.Compute/virtualMachines", Catalog.compute)
    type.hasETag = true
    type.readOnly = ["vmId", "timeCreated", "instanceView", "resources"]
    type.writeOnly = ["osProfile.customData", "osProfile.adminPassword", "osProfile.secrets"]
    type.fixed = [
      "osProfile.computerName", "osProfile.adminUsername", "osProfile.customData",
      "osProfile.linuxConfiguration.ssh", "availabilitySet", "storageProfile.imageReference",
    ]
    type.complete = { (draft) throws(ARMError) in try complete(&draft) }
    type.made = { machine, world in makeDisks(of: machine, &world) }
    type.removed = { machine, world in dropParts(of: machine, &world) }
    type.actions = [
      "start": power("running"), "restart": power("running"), "poweroff": power("stopped"),
      "deallocate": power("deallocated"),
    ]
    type.views = ["instanceview": { machine, world in instanceView(machine, world) }]
    type.render = { value, machine, _ in value.set("power", nil) }
    return type
  }()

  static let extensions = {
    var type = ResourceType("Microsoft.Compute/virtualMachines/extensions", Catalog.compute)
    type.writeOnly = ["protectedSettings"]
    return type
  }()

  private static func complete(_ draft: inout Draft) throws(ARMError) {
    try checkSize(draft)
    try checkProfile(draft)
    Identity.complete(&draft)
    guard
      !draft.body.items("properties.networkProfile.networkInterfaces").isEmpty
        || draft.body.at("properties.networkProfile.networkInterfaceConfigurations") != nil
    else {
      throw ARMError.invalid(
        "networkProfile",
        "The virtual machine \(draft.id.name) must have at least one network interface.")
    }
    draft.body.set("properties.vmId", .string(draft.uuid("machine")))
    let born = draft.old?.at("properties.timeCreated")
    draft.body.set("properties.timeCreated", born ?? .string(draft.world.time(draft.world.now)))
    draft.body.fill("power", "running")
    completeDisks(&draft)
  }

  private static func checkSize(_ draft: Draft) throws(ARMError) {
    let name = draft.body.text("properties.hardwareProfile.vmSize") ?? ""
    guard let size = draft.world.settings.size(name) else {
      throw ARMError.invalid(
        "vmSize",
        "The value \(name) provided for the VM size is not valid. The valid sizes in the current "
          + "region are: \(draft.world.settings.skus.compactMap { $0.text("name") }.joined(separator: ","))."
      )
    }
    let region = draft.body.text("location") ?? ""
    guard !size.missingIn.contains(region) else {
      throw ARMError(
        409, "SkuNotAvailable",
        "The requested VM size for resource '\(draft.id.name)' is currently not available in location "
          + "'\(region)'. Please try another size or deploy to a different location or different zone.",
        target: "vmSize")
    }
    let before = draft.world.settings.size(draft.old?.text("properties.hardwareProfile.vmSize"))
    if draft.isNew || before?.cores != size.cores { try Quota.check(size.cores, draft) }
  }

  private static func checkProfile(_ draft: Draft) throws(ARMError) {
    guard let profile = draft.body.at("properties.osProfile") else { return }
    if let data = profile.text("customData") {
      guard let bytes = [UInt8](base64: data), bytes.count <= 65_535 else {
        throw ARMError.invalid(
          "customData",
          "Custom data in OSProfile must be in Base64 encoding and with a maximum length of 87380 characters."
        )
      }
    }
    let name = profile.text("computerName") ?? draft.id.name
    guard name.count <= 64 else {
      throw ARMError.invalid(
        "computerName", "Linux host name cannot exceed 64 characters in length.")
    }
    let hasPassword = profile.text("adminPassword") != nil
    let keys = profile.items("linuxConfiguration.ssh.publicKeys")
    let isClosed = profile.at("linuxConfiguration.disablePasswordAuthentication")?.bool == true
    guard !draft.isNew || !keys.isEmpty || hasPassword && !isClosed else {
      throw ARMError.invalid(
        "linuxConfiguration",
        "Authentication using either SSH or by user name and password must be enabled in Linux profile."
      )
    }
  }

  private static func completeDisks(_ draft: inout Draft) {
    let group = draft.id.groupID ?? ""
    let fallback = "\(draft.id.name)_OsDisk_1_\(draft.uuid("disk").replacing("-", with: ""))"
    draft.body.fill("properties.storageProfile.osDisk.name", .string(fallback))
    draft.body.fill("properties.storageProfile.osDisk.diskSizeGB", 30)
    var profile = draft.body.at("properties.storageProfile") ?? [:]
    var system = profile["osDisk"] ?? [:]
    let isEphemeral = system.at("diffDiskSettings.option") != nil
    if !isEphemeral { name(&system, in: group) }
    profile["osDisk"] = system
    profile.mapItems("dataDisks") { disk, place in
      disk.fill("name", .string("\(draft.id.name)_DataDisk_\(place)"))
      name(&disk, in: group)
    }
    draft.body.set("properties.storageProfile", profile)
  }

  private static func name(_ disk: inout Value, in group: String) {
    let name = disk.text("name") ?? ""
    disk.fill("managedDisk.storageAccountType", "Standard_LRS")
    disk.fill("deleteOption", "Detach")
    disk["disk"] = .none
    disk.fill("managedDisk.id", .string("\(group)/providers/Microsoft.Compute/disks/\(name)"))
  }

  private static func power(_ state: String) -> Action {
    Action(isSlow: true) { (body, _, _, _) throws(ARMError) in
      body["power"] = .string(state)
      return .none
    }
  }

  private static func instanceView(_ machine: Resource, _ world: World) -> Value {
    let power = machine.body.text("power") ?? "running"
    let time = Value.string(world.time(world.now))
    let state = machine.state.lowercased()
    return [
      "computerName": machine.body.at("properties.osProfile.computerName")
        ?? .string(machine.id.name),
      "osName": "debian", "osVersion": "12",
      "vmAgent": ["vmAgentVersion": "2.9.1.1", "statuses": []],
      "statuses": [
        [
          "code": .string("ProvisioningState/\(state)"), "level": "Info",
          "displayStatus": .string("Provisioning \(state)"), "time": time,
        ],
        [
          "code": .string("PowerState/\(power)"), "level": "Info",
          "displayStatus": .string("VM \(power)"),
        ],
      ],
    ]
  }
}
