// SPDX-License-Identifier: Apache-2.0

import Archive
import Manifest

/// What a container is given to boot from: cloud-init's seed, and what its first program has to know. Pure.
struct MachineSeed {
  let order: MachineOrder

  /// In the folder `/azure` of the container.
  var files: [TarFile] {
    let name = adminName
    let settings = name.map { "system_info: {default_user: {name: \(JSON.text(.string($0)))}}\n" }
    return [
      TarFile("cloud.cfg", Array((settings ?? "{}\n").utf8), mode: 0o600),
      TarFile("machine", Array(machine.utf8), mode: 0o600),
      TarFile("meta-data", JSON.bytes(metadata), mode: 0o600),
      TarFile("user-data", userData, mode: 0o600),
    ]
  }

  var computerName: String {
    order.machine.text("properties.osProfile.computerName") ?? order.name
  }

  private var adminName: String? { order.machine.text("properties.osProfile.adminUsername") }

  /// As it was given: cloud-init sees itself whether it is compressed.
  private var userData: [UInt8] { order.customData.flatMap { [UInt8](base64: $0) } ?? [] }

  /// Beside what any machine has, what cloud-init on Azure asks the metadata service for, under the same name.
  private var metadata: Value {
    let keys = order.machine.items("properties.osProfile.linuxConfiguration.ssh.publicKeys")
    return [
      "instance-id": order.machine.at("properties.vmId") ?? .string(order.name),
      "local-hostname": .string(computerName),
      "public-keys": .list(keys.compactMap { $0["keyData"] }), "imds": order.metadata,
    ]
  }

  /// Words of a shell; none of them has anything to be quoted in it.
  private var machine: String {
    """
    addresses='\(order.addresses.joined(separator: " "))'
    networks='\(order.networks.joined(separator: " "))'
    metadata='\(order.metadataAddress ?? "")'

    """
  }
}
