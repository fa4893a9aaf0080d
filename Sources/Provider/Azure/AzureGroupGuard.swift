// SPDX-License-Identifier: Apache-2.0

import Azure
import Manifest

/// Who lives in a resource group beside the cluster that made it. Deleting a group deletes all that is in it,
/// so it waits for the others.
struct AzureGroupGuard: Sendable {
  static let code = "GroupHoldsOthers"

  let manager: ResourceManager
  let credential: AzureCredential
  let cloud: AzureCloud
  /// The tag of what is our own.
  let mark: String

  /// Whether the id is a group's.
  static func concerns(_ id: String) -> Bool {
    let id = ResourceID(id)
    return id.group != nil && id.segments.count == 4
  }

  /// Why the group is not to be deleted yet; nil where it may be.
  func refusal(_ group: String, _ query: [String: String], correlation: String) async
    -> ManagerReply?
  {
    var call = ResourceManager.Call("GET", "\(group)/resources")
    (call.query, call.correlation) = (query, correlation)
    var others: [String: [String]] = [:]
    let (resources, trouble) = await manager.all(call, as: credential, in: cloud)
    if let trouble { return trouble.status == 404 ? nil : trouble }
    for resource in resources { note(resource, &others) }
    return others.isEmpty ? nil : Self.refusal(others)
  }

  private func note(_ resource: Value, _ others: inout [String: [String]]) {
    let prefix = "\(AzureNames.prefix)cluster_"
    for tag in resource["tags"]?.map ?? [:] where tag.key.hasPrefix(prefix) && tag.key != mark {
      guard tag.value == "owned" else { continue }
      others[String(tag.key.dropFirst(prefix.count)), default: []].append(
        ResourceID(resource.said("id") ?? "").name)
    }
  }

  private static func refusal(_ others: [String: [String]]) -> ManagerReply {
    let clusters = others.sorted { $0.key < $1.key }.prefix(3).map { cluster, names in
      let some = names.sorted().prefix(3).joined(separator: ", ")
      return "cluster \(cluster) has \(names.count) in it (\(some)\(names.count > 3 ? ", …" : ""))"
    }
    return ManagerReply(409, code: code, message: clusters.joined(separator: "; "))
  }
}
