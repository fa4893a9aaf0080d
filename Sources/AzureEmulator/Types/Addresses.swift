// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Private addresses of a subnet: who has which, and which is free.
enum Addresses {
  /// Gives a part that lies in a subnet its address: the one it asks for, the one it has, or a free one.
  static func assign(
    _ item: inout Value, _ list: String, _ draft: Draft, _ granted: inout Set<UInt32>
  ) throws(ARMError) {
    guard let subnet = item.text("properties.subnet.id"), let id = ResourceID(subnet) else {
      return
    }
    guard let range = range(of: id, in: draft.world) else { return }
    item.fill("properties.privateIPAllocationMethod", "Dynamic")
    let used = taken(in: id, draft.world, except: draft.id.key).union(granted)
    if item.text("properties.privateIPAllocationMethod") == "Dynamic" {
      let before = draft.old?.item("properties.\(list)", named: item.text("name") ?? "")
      let kept =
        before?.text("properties.subnet.id")?.lowercased() == id.key
        ? before?.text("properties.privateIPAddress").flatMap(address) : nil
      // Azure keeps the first four and the last one of a subnet to itself.
      let free =
        kept ?? (range.first + 4..<max(range.last, range.first + 4)).first { !used.contains($0) }
      guard let free else {
        throw ARMError(400, "SubnetIsFull", "Subnet \(id.name) does not have any free IP address.")
      }
      item.set("properties.privateIPAddress", .string(text(of: free)))
      granted.insert(free)
      return
    }
    granted.insert(try asked(item, range, used, id))
  }

  private static func asked(
    _ item: Value, _ range: IPv4Range, _ used: Set<UInt32>, _ id: ResourceID
  ) throws(ARMError) -> UInt32 {
    let text = item.text("properties.privateIPAddress") ?? ""
    guard let address = address(of: text), range.contains(address) else {
      throw ARMError(
        400, "PrivateIPAddressNotInSubnet",
        "Private static IP address \(text) does not belong to the range of subnet prefix of \(id.name)."
      )
    }
    guard address >= range.first + 4, address < range.last else {
      throw ARMError(
        400, "PrivateIPAddressInReservedRange",
        "Private static IP address \(text) falls within reserved IP range of subnet \(id.name).")
    }
    guard !used.contains(address) else {
      throw ARMError(
        400, "PrivateIPAddressIsAllocated",
        "IP configuration has a private static IP address \(text) that is already allocated.")
    }
    return address
  }

  static func range(of subnet: ResourceID, in world: World) -> IPv4Range? {
    let value = world.shown(subnet)
    let text =
      value?.text("properties.addressPrefix")
      ?? value?.items("properties.addressPrefixes").first?.string
    return text.flatMap { IPv4Range($0) }
  }

  private static func taken(
    in subnet: ResourceID, _ world: World, except key: String
  ) -> Set<UInt32> {
    var taken: Set<UInt32> = []
    for resource in world.resources.values where resource.id.key != key {
      for list in ["ipConfigurations", "frontendIPConfigurations"] {
        for item in resource.body.items("properties.\(list)") {
          guard item.text("properties.subnet.id")?.lowercased() == subnet.key else { continue }
          if let address = item.text("properties.privateIPAddress").flatMap(address) {
            taken.insert(address)
          }
        }
      }
    }
    return taken
  }
}
