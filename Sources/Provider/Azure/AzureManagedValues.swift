// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// A control plane that Azure runs, with every default in it. Pure.
struct AzureManagedValues: Sendable {
  let names: AzureNames
  /// Of the AzureManagedControlPlane.
  let object: Object
  let cluster: Cluster?
  /// Those of the same cluster.
  let pools: [AzurePoolValues]

  private var spec: Value { object.spec }

  /// A group called as the cluster is ours to make; any other has been made by somebody.
  static func ownsGroup(_ names: AzureNames) -> Bool {
    names.group.lowercased() == names.cluster.lowercased()
  }

  var value: Value {
    let network = AzureManagedNetwork(names: names, object: object)
    return .fields([
      ("ownsGroup", .bool(Self.ownsGroup(names))), ("vnet", network.vnet),
      ("subnet", network.subnet), ("tags", tags), ("tier", tier), ("identity", identity),
      ("pools", beginning), ("properties", properties),
    ])
  }

  var id: String { Self.id(names, object.name) }

  static func id(_ names: AzureNames, _ name: String) -> String {
    "\(names.groupID)/providers/Microsoft.ContainerService/managedClusters/\(name)"
  }

  private var tags: Value {
    names.tags(object.name, role: "common", spec["additionalTags"])
  }

  private var tier: Value {
    switch spec["sku"].said("tier") {
    case "Paid", "Standard": "Standard"
    case let other: .string(other ?? "Free")
    }
  }

  private var identity: Value {
    let identity = spec["identity"]
    guard identity.said("type") == "UserAssigned",
      let id = identity.said("userAssignedIdentityResourceID")
    else { return ["type": "SystemAssigned"] }
    return ["type": "UserAssigned", "userAssignedIdentities": .map(Map([(id, Value.map([:]))]))]
  }

  /// The pools that it begins with: none before there is one for its own Pods.
  private var beginning: Value {
    let ready = pools.filter { !$0.object.isDeleting }
    guard ready.contains(where: \.isForSystem) else { return [] }
    return .list(
      ready.map { pool in
        var profile = pool.properties
        profile["name"] = .string(pool.name)
        return profile
      })
  }

  // MARK: Properties

  private var properties: Value {
    let version = spec.said("version").map { Value.string(String($0.drop { $0 == "v" })) }
    return .fields([
      ("kubernetesVersion", version), ("agentPoolProfiles", beginning),
      ("dnsPrefix", spec["dnsPrefix"] ?? .string(object.name)), ("enableRBAC", true),
      ("nodeResourceGroup", spec["nodeResourceGroupName"]),
      ("networkProfile", networkProfile), ("linuxProfile", linuxProfile),
      ("identityProfile", kubeletIdentity), ("addonProfiles", addons),
      ("apiServerAccessProfile", access), ("aadProfile", directory),
      ("autoScalerProfile", autoscaler), ("httpProxyConfig", spec["httpProxyConfig"]),
      ("oidcIssuerProfile", spec["oidcIssuerProfile"]),
      ("disableLocalAccounts", spec["disableLocalAccounts"]),
      ("autoUpgradeProfile", spec["autoUpgradeProfile"]),
      ("securityProfile", spec["securityProfile"].map(AzureSpelling.azure)),
    ])
  }

  private var networkProfile: Value {
    .fields([
      ("networkPlugin", spec["networkPlugin"] ?? "azure"),
      ("networkPluginMode", spec.said("networkPluginMode").map { .string($0) }),
      ("networkPolicy", spec["networkPolicy"]), ("networkDataplane", spec["networkDataplane"]),
      ("outboundType", spec["outboundType"]), ("dnsServiceIP", spec["dnsServiceIP"]),
      ("serviceCidr", cluster?.serviceBlocks.first.map { .string($0) }),
      ("podCidr", podBlock),
      ("loadBalancerSku", .string((spec.said("loadBalancerSKU") ?? "Standard").lowercased())),
      ("loadBalancerProfile", balancer),
    ])
  }

  /// Pods have addresses of the subnet with the plugin `azure`, unless in a network over it.
  private var podBlock: Value? {
    let plugin = spec.said("networkPlugin") ?? "azure"
    guard plugin == "kubenet" || spec.said("networkPluginMode") == "overlay" else { return nil }
    return cluster?.podBlocks.first.map { .string($0) }
  }

  private var balancer: Value? {
    guard let profile = spec["loadBalancerProfile"], profile.map?.isEmpty == false else {
      return nil
    }
    func ids(_ key: String) -> Value? {
      profile[key]?.list.map { .list($0.compactMap { .id($0.string) }) }
    }
    return .fields([
      ("managedOutboundIPs", profile["managedOutboundIPs"].map { ["count": $0] }),
      ("outboundIPPrefixes", ids("outboundIPPrefixes").map { ["publicIPPrefixes": $0] }),
      ("outboundIPs", ids("outboundIPs").map { ["publicIPs": $0] }),
      ("allocatedOutboundPorts", profile["allocatedOutboundPorts"]),
      ("idleTimeoutInMinutes", profile["idleTimeoutInMinutes"]),
    ])
  }

  private var linuxProfile: Value? {
    guard let key = spec.said("sshPublicKey") else { return nil }
    let plain = AzureKey.text(key)
    return ["adminUsername": "azureuser", "ssh": ["publicKeys": [["keyData": .string(plain)]]]]
  }

  private var kubeletIdentity: Value? {
    spec.said("kubeletUserAssignedIdentity").map { id in
      ["kubeletidentity": ["resourceId": .string(id)]]
    }
  }

  private var addons: Value? {
    guard let profiles = spec["addonProfiles"]?.list, !profiles.isEmpty else { return nil }
    return .map(
      Map(
        profiles.compactMap { profile in
          profile.said("name").map { name in
            (name, .fields([("enabled", profile["enabled"]), ("config", profile["config"])]))
          }
        }))
  }

  private var access: Value? {
    spec["apiServerAccessProfile"].map { profile in
      .fields([
        ("authorizedIPRanges", profile["authorizedIPRanges"]),
        ("enablePrivateCluster", profile["enablePrivateCluster"]),
        ("privateDNSZone", profile["privateDNSZone"]),
        ("enablePrivateClusterPublicFQDN", profile["enablePrivateClusterPublicFQDN"]),
      ])
    }
  }

  private var directory: Value? {
    spec["aadProfile"].map { profile in
      .fields([
        ("managed", profile["managed"]), ("adminGroupObjectIDs", profile["adminGroupObjectIDs"]),
      ])
    }
  }

  private var autoscaler: Value? {
    guard let profile = spec["autoscalerProfile"]?.map, !profile.isEmpty else { return nil }
    return .map(Map(profile.map { (Self.dashed($0.key), $0.value) }))
  }

  /// `scanInterval` is `scan-interval` to Azure, but for three that are not.
  private static func dashed(_ key: String) -> String {
    let text = key.reduce(into: "") { text, character in
      text += character.isUppercase ? "-" + character.lowercased() : String(character)
    }
    return text
  }
}

/// The network of a control plane that Azure runs. Pure.
struct AzureManagedNetwork: Sendable {
  let names: AzureNames
  /// The AzureManagedControlPlane.
  let object: Object

  private var given: Value { object.spec["virtualNetwork"] ?? [:] }
  private var name: String { given.said("name") ?? object.name }
  private var subnetName: String { given["subnet"].said("name") ?? object.name }

  var vnet: Value {
    [
      "name": .string(name), "cidrBlocks": [given["cidrBlock"] ?? "10.0.0.0/8"],
      "tags": names.tags(name, role: "common", object.spec["additionalTags"]),
    ]
  }

  var subnet: Value {
    .fields([
      ("name", .string(subnetName)),
      ("cidrBlocks", [given["subnet"]?["cidrBlock"] ?? "10.240.0.0/16"]),
      ("serviceEndpoints", given["subnet"]?["serviceEndpoints"]),
    ])
  }

  /// Where the nodes are; nil where Azure makes a network of its own.
  func subnetID(_ other: String?) -> String? {
    let isOurs = AzureManagedValues.ownsGroup(names)
    guard isOurs || object.spec["virtualNetwork"] != nil else { return nil }
    let group = given.said("resourceGroup")
    return names.network("virtualNetworks", name, group: group) + "/subnets/\(other ?? subnetName)"
  }
}
