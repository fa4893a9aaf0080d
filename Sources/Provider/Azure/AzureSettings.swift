// SPDX-License-Identifier: Apache-2.0

import API
import Azure
import Kube
import Manifest

/// `azure.json`, by which the cloud provider within a cluster knows where it is. Pure.
struct AzureSettings: Sendable {
  let network: AzureNetwork
  let cloud: AzureCloud
  let tenant: String
  /// Empty for whoever signs in without them.
  let client: String
  let secret: String

  private var names: AzureNames { network.names }

  /// The entries of the Secret, by Cluster API's names.
  var entries: [(String, String)] {
    [
      ("control-plane-azure.json", JSON.text(value)), ("worker-node-azure.json", JSON.text(value)),
      ("azure.json", JSON.text(value)),
    ]
  }

  /// Balancers of Services lead to nodes: it is the network of those that all name.
  private var value: Value {
    let nodes = network.subnet(named: nil, forPlanes: false)
    let subnet = nodes ?? network.subnet(named: nil, forPlanes: true)
    return .fields([
      ("cloud", .string(cloud.name)), ("tenantId", .string(tenant)),
      ("subscriptionId", .string(names.subscription)), ("aadClientId", .string(client)),
      ("aadClientSecret", .string(secret)),
      ("resourceGroup", .string(names.group)),
      ("securityGroupName", subnet.map { .string(network.securityGroupName($0)) }),
      ("securityGroupResourceGroup", .string(network.vnetGroup ?? names.group)),
      ("location", .string(network.location)), ("vmType", "standard"),
      ("vnetName", .string(network.vnetName)),
      ("vnetResourceGroup", .string(network.vnetGroup ?? names.group)),
      ("subnetName", subnet.map { .string($0.name) }),
      ("routeTableName", subnet.flatMap { network.routeTableName($0) }.map { .string($0) }),
      ("loadBalancerSku", "Standard"), ("maximumLoadBalancerRuleCount", 250),
      ("useManagedIdentityExtension", .bool(client.isEmpty)), ("useInstanceMetadata", true),
    ])
  }
}
