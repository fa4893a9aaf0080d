// SPDX-License-Identifier: Apache-2.0

import Manifest
package import Packs
import Template

extension AzureTransport {
  /// The pools that a managed cluster is made with are there with it.
  package func rehearse(_ call: ProviderCall, for subject: Subject) async -> Rehearsed? {
    guard call.purpose == .create,
      let pools = call.body?.redacted["properties"]?["agentPoolProfiles"]?.list
    else { return nil }
    var rehearsed = Rehearsed()
    for var pool in pools {
      guard let name = pool["name"]?.string else { continue }
      pool["name"] = nil
      rehearsed.see(
        ["name": .string(name), "properties": pool], at: "\(call.target)/agentPools/\(name)")
    }
    return rehearsed
  }
}
