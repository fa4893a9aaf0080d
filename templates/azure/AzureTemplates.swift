// SPDX-License-Identifier: Apache-2.0

import TemplateParts

/// The cluster templates of the Azure provider, compiled in.
package enum AzureTemplates {
  /// By flavor; the one without a name is the usual one.
  package static let all: [String: [UInt8]] = {
    let agent = TemplateParts.agent
    var all = TemplateParts.flavors(of: machines(in: PackageResources.network_yaml))
    all["default"] = all.removeValue(forKey: "development")
    all["internal-lb"] = machines(in: PackageResources.network_internal_lb_yaml) + agent
    all["byo-vnet"] = machines(in: PackageResources.network_byo_vnet_yaml) + agent
    all["aks"] = PackageResources.aks_yaml + agent
    return all
  }()

  /// A cluster of virtual machines.
  private static func machines(in network: [UInt8]) -> [UInt8] {
    PackageResources.cluster_yaml + network + PackageResources.machines_yaml
  }
}
