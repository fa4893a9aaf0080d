// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// The infrastructure of a cluster, of any provider, by either generation of the contract.
struct InfrastructureCluster {
  let object: Object

  var isProvisioned: Bool { object.says("initialization", "provisioned", or: "ready") }
  var endpoint: Endpoint? { object.spec["controlPlaneEndpoint"].flatMap(Endpoint.init) }

  /// A list, or in v1beta1 a map.
  var failureDomains: [FailureDomain] {
    let domains = object.status["failureDomains"]
    if let list = domains?.list { return list.compactMap(FailureDomain.init) }
    return (domains?.map ?? [:]).compactMap { entry in
      var value = entry.value
      value["name"] = .string(entry.key)
      return FailureDomain(value)
    }
    .sorted { $0.name < $1.name }
  }
}

extension Object {
  /// A word of the contract: `status.<part>.<field>`, or what v1beta1 has for it.
  func says(_ part: String, _ field: String, or old: String) -> Bool {
    status[part]?[field]?.bool ?? status[old]?.bool ?? false
  }
}
