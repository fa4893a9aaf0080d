// SPDX-License-Identifier: Apache-2.0

import Azure
import Manifest
import Packs

/// Which machines a pool has that Azure runs: instances of a scale set, in a group that the cluster has for itself.
struct AzurePoolMachines: Sendable {
  let manager: ResourceManager
  let credential: AzureCredential
  let cloud: AzureCloud

  private static let tags = ["aks-managed-poolName", "poolName"]

  /// Answers with `providerIDs`, as the Nodes have them; with nothing for as long as Azure has no machines.
  func read(_ call: ProviderCall, correlation: String) async -> ManagerReply {
    let pool = ResourceID(call.target)
    var asked = ResourceManager.Call(
      "GET", "/" + pool.segments.dropLast(2).joined(separator: "/"))
    asked.correlation = correlation
    asked.query["api-version"] = call.query["api-version"]
    let cluster = await manager.send(asked, as: credential, in: cloud)
    guard cluster.status == 200 else { return Self.unlessGone(cluster) }
    guard let group = cluster.body["properties"].said("nodeResourceGroup"),
      let subscription = pool.subscription
    else { return .found([:]) }
    asked.query["api-version"] = call.query["machines"]
    asked.target =
      "/subscriptions/\(subscription)/resourceGroups/\(group)/providers/Microsoft.Compute"
      + "/virtualMachineScaleSets"
    return await machines(of: pool.name, asked)
  }

  /// Goes on from the call that lists the scale sets.
  private func machines(
    of pool: String, _ call: ResourceManager.Call
  ) async -> ManagerReply {
    let sets = await manager.all(call, as: credential, in: cloud)
    if let trouble = sets.trouble { return Self.unlessGone(trouble) }
    let own = sets.items.first { set in Self.tags.contains { set["tags"].said($0) == pool } }
    guard let name = own.said("name") else { return .found([:]) }
    var call = call
    call.target += "/\(name)/virtualMachines"
    let machines = await manager.all(call, as: credential, in: cloud)
    if let trouble = machines.trouble { return Self.unlessGone(trouble) }
    let ids = machines.items.compactMap { $0.said("id") }.map(Self.providerID)
    return .found(["providerIDs": .list(ids.map { .string($0) })])
  }

  /// What is not there yet has no machines.
  private static func unlessGone(_ reply: ManagerReply) -> ManagerReply {
    reply.status == 404 ? .found([:]) : reply
  }

  /// As Azure's cloud provider writes it to the Node: with the group in small letters.
  static func providerID(_ id: String) -> String {
    var words = id.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let place = words.firstIndex { $0.lowercased() == "resourcegroups" }
    if let place, words.indices.contains(place + 1) {
      words[place + 1] = words[place + 1].lowercased()
    }
    return "azure://" + words.joined(separator: "/")
  }
}

extension ManagerReply {
  fileprivate static func found(_ body: Value) -> ManagerReply {
    var reply = ManagerReply(200)
    reply.body = body
    return reply
  }
}
