// SPDX-License-Identifier: Apache-2.0

import Manifest

/// A place in a body that holds the id of another resource, or of a part of the body's own.
struct Reference: Sendable {
  let path: String
  let id: ResourceID

  /// Whether it is a part of the resource it stands in.
  let isOwn: Bool

  /// Which item of a list it stands in: 1 in `properties.subnets[1].properties.routeTable.id`.
  func place(in list: String) -> Int? {
    guard let start = path.firstRange(of: "properties.\(list)[") else { return nil }
    return Int(path[start.upperBound...].prefix { $0 != "]" })
  }

  static func all(in body: Value, of owner: ResourceID) -> [Reference] {
    var found: [Reference] = []
    collect(body, "", owner, &found)
    return found
  }

  private static func collect(
    _ value: Value, _ path: String, _ owner: ResourceID, _ found: inout [Reference]
  ) {
    switch value {
    case .list(let items):
      for (place, item) in items.enumerated() {
        collect(item, "\(path)[\(place)]", owner, &found)
      }
    case .map(let map):
      for entry in map {
        let here = path.isEmpty ? entry.key : "\(path).\(entry.key)"
        if let text = text(entry, in: map, path), let id = ResourceID(text) {
          let isOwn = id.key.hasPrefix(owner.key + "/")
          found.append(Reference(path: here, id: id, isOwn: isOwn))
        } else {
          collect(entry.value, here, owner, &found)
        }
      }
    default: break
    }
  }

  /// The id that an entry holds, if it does. What has a name beside its id is a part, not a reference.
  private static func text(_ entry: Map.Entry, in map: Map, _ path: String) -> String? {
    if path.hasSuffix("userAssignedIdentities") { return entry.key }
    // The other side of a peering may go: the peering is then disconnected.
    if path.hasSuffix("remoteVirtualNetwork") { return nil }
    let isNamed = map.contains("name") || path.isEmpty
    guard entry.key == "id" && !isNamed || Self.keys.contains(entry.key) else { return nil }
    return entry.value.string
  }

  private static let keys: Set<String> = ["vnetSubnetID", "podSubnetID", "resourceId"]
}
