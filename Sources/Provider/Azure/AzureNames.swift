// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template

/// What things on Azure are called, by the customs of Cluster API. Pure.
struct AzureNames: Sendable {
  /// The cluster.
  let cluster: String
  let subscription: String
  /// The resource group.
  let group: String

  static let prefix = "sigs.k8s.io_cluster-api-provider-azure_"

  var mark: String { "\(Self.prefix)cluster_\(cluster)" }
  var groupID: String { groupID(nil) }

  /// The cluster's group, unless another one is named.
  func groupID(_ other: String?) -> String {
    let name = other.flatMap { $0.isEmpty ? nil : $0 } ?? group
    return "/subscriptions/\(subscription)/resourceGroups/\(name)"
  }

  func network(_ type: String, _ name: String, group other: String? = nil) -> String {
    "\(groupID(other))/providers/Microsoft.Network/\(type)/\(name)"
  }

  func compute(_ type: String, _ name: String) -> String {
    "\(groupID)/providers/Microsoft.Compute/\(type)/\(name)"
  }

  /// Those of a person win, but for the mark of ownership.
  func tags(_ name: String, role: String, _ additional: Value?...) -> Value {
    var tags: Value = ["Name": .string(name), "\(Self.prefix)role": .string(role)]
    for map in additional {
      for entry in map?.map ?? [:] { tags[entry.key] = entry.value }
    }
    tags[mark] = "owned"
    return tags
  }

  /// A name that no other cluster's address has.
  func label(of address: String) -> String {
    "\(cluster)-\(Checksum.fnv32a("\(subscription)/\(group)/\(address)"))".lowercased()
  }
}

extension Value {
  /// A map of what is there.
  static func fields(_ pairs: [(String, Value?)]) -> Value {
    .map(Map(pairs.compactMap { key, value in value.map { (key, $0) } }))
  }

  /// A map of that one field, or nothing: `{id: …}`.
  static func id(_ text: String?) -> Value? {
    guard let text, !text.isEmpty else { return nil }
    return ["id": .string(text)]
  }

  /// Its text, where it says something.
  func said(_ key: String) -> String? {
    self[key]?.string.flatMap { $0.isEmpty ? nil : $0 }
  }
}

extension Optional<Value> {
  func said(_ key: String) -> String? { self?.said(key) }
}
