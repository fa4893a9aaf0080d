// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// What one ClusterResourceSet has applied in one cluster, as the binding keeps it.
struct BindingRecord {
  private let set: String
  private var resources: [Value]

  init(_ binding: ClusterResourceSetBinding, of set: String) {
    self.set = set
    let own = binding.bindings.first { $0["clusterResourceSetName"]?.string == set }
    resources = own?["resources"]?.list ?? []
  }

  func entry(of resource: ClusterResourceSet.Resource) -> ResourceDecision.Record? {
    resources.first { Self.is($0, resource) }.map {
      ResourceDecision.Record(
        isApplied: $0["applied"]?.bool ?? false, hash: $0["hash"]?.string)
    }
  }

  mutating func note(
    _ resource: ClusterResourceSet.Resource, hash: String, isApplied: Bool, at now: Time
  ) {
    let entry: Value = [
      "kind": .string(resource.kind), "name": .string(resource.name), "hash": .string(hash),
      "lastAppliedTime": .string("\(now)"), "applied": .bool(isApplied),
    ]
    resources.removeAll { Self.is($0, resource) }
    resources.append(entry)
    resources.sort { Self.word($0) < Self.word($1) }
  }

  func write(into binding: inout ClusterResourceSetBinding) {
    var all = binding.bindings.filter { $0["clusterResourceSetName"]?.string != set }
    all.append(["clusterResourceSetName": .string(set), "resources": .list(resources)])
    binding.bindings = all.sorted {
      ($0["clusterResourceSetName"]?.string ?? "") < ($1["clusterResourceSetName"]?.string ?? "")
    }
  }

  private static func `is`(_ entry: Value, _ resource: ClusterResourceSet.Resource) -> Bool {
    entry["kind"]?.string == resource.kind && entry["name"]?.string == resource.name
  }

  private static func word(_ entry: Value) -> String {
    "\(entry["kind"]?.string ?? "")/\(entry["name"]?.string ?? "")"
  }
}
