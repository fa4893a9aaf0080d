// SPDX-License-Identifier: Apache-2.0

import Manifest
import PKI

enum ManagedClusters {
  static let type = {
    var type = ResourceType("Microsoft.ContainerService/managedClusters", "2026-08-01")
    type.hasETag = true
    type.etagKey = "eTag"
    var pools = Part("agentPools", list: "agentPoolProfiles", isAddressable: true)
    pools.own = Pools.own
    pools.flat = Pools.flat
    type.parts = [pools]
    type.kept = ["agentPoolProfiles"]
    type.readOnly = ["fqdn", "powerState", "currentKubernetesVersion", "azurePortalFQDN"]
    type.fixed = ["dnsPrefix", "nodeResourceGroup", "networkProfile.serviceCidr"]
    type.complete = { (draft) throws(ARMError) in try complete(&draft) }
    type.render = { value, cluster, _ in
      value.mapItems("properties.agentPoolProfiles") { pool, _ in
        pool["eTag"] = .string(cluster.etag)
      }
    }
    type.made = { cluster, world in makeGroup(of: cluster, &world) }
    type.removed = { cluster, world in
      let id = nodeGroup(of: cluster.id, cluster.body)
      if let group = world.resources[id.lowercased()] { world.remove(group) }
    }
    type.actions = [
      "listclusteradmincredential": credentials("clusterAdmin"),
      "listclusterusercredential": credentials("clusterUser"),
    ]
    return type
  }()

  static func offer(_ version: String) -> Value {
    let minor = version.split(separator: ".").prefix(2).joined(separator: ".")
    return [
      "version": .string(minor), "isPreview": false,
      "capabilities": ["supportPlan": ["KubernetesOfficial"]],
      "patchVersions": .map([version: ["upgrades": []]]),
    ]
  }

  private static func complete(_ draft: inout Draft) throws(ARMError) {
    guard
      draft.body.text("properties.dnsPrefix") != nil
        || draft.body.text("properties.fqdnSubdomain") != nil
    else { throw ARMError.invalid("dnsPrefix", "Required parameter dnsPrefix is missing (null).") }
    // The command line says nothing of the version by an empty text.
    if draft.body.text("properties.kubernetesVersion")?.isEmpty == true {
      draft.body.set("properties.kubernetesVersion", nil)
    }
    let version = try version(draft.body.text("properties.kubernetesVersion"), draft)
    draft.body.set(
      "properties.kubernetesVersion",
      draft.body.at("properties.kubernetesVersion") ?? .string(version))
    draft.body.set("properties.currentKubernetesVersion", .string(version))
    try checkIdentity(draft)
    Identity.complete(&draft)
    try Pools.complete(&draft, version)
    completeNetwork(&draft.body)
    try checkNetwork(draft)
    let prefix = draft.body.text("properties.dnsPrefix") ?? ""
    let host =
      "\(prefix)-\(draft.uuid("fqdn").prefix(8)).hcp.\(draft.body.text("location") ?? "").azmk8s.io"
    draft.body.set("properties.fqdn", .string(host))
    draft.body.set("properties.powerState", ["code": "Running"])
    draft.body.fill("properties.nodeResourceGroup", .string(nodeGroupName(draft.id, draft.body)))
    draft.body.fill("properties.enableRBAC", true)
    draft.body.fill("properties.maxAgentPools", 100)
    draft.body.fill("sku", ["name": "Base", "tier": "Free"])
  }

  /// The full version that a text, full or in part, stands for.
  static func version(_ text: String?, _ draft: Draft) throws(ARMError) -> String {
    let known = draft.world.settings.kubernetesVersions
    guard let text else { return known.last ?? "" }
    if known.contains(text) { return text }
    if let full = known.last(where: { $0.hasPrefix(text + ".") }) { return full }
    throw ARMError(
      400, "K8sVersionNotSupported",
      "Managed cluster \(draft.id.name) is on version \(text), which is not supported in this region. Please "
        + "use [az aks get-versions] command to get the supported version list in this region.")
  }

  private static func checkIdentity(_ draft: Draft) throws(ARMError) {
    let type = draft.body.text("identity.type")
    guard type != nil || draft.body.at("properties.servicePrincipalProfile") != nil else {
      throw ARMError(
        400, "InvalidIdentity", "The cluster has neither an identity nor a service principal.",
        target: "identity")
    }
    guard
      draft.body.at("properties.identityProfile.kubeletidentity") == nil || type == "UserAssigned"
    else {
      throw ARMError(
        400, "InvalidIdentity",
        "Custom kubelet identity is only supported on a cluster whose control plane has a user assigned identity."
      )
    }
  }

  private static func completeNetwork(_ body: inout Value) {
    body.fill("properties.networkProfile.networkPlugin", "azure")
    body.fill("properties.networkProfile.loadBalancerSku", "standard")
    body.fill("properties.networkProfile.outboundType", "loadBalancer")
    body.fill("properties.networkProfile.serviceCidr", "10.0.0.0/16")
    body.fill("properties.networkProfile.dnsServiceIP", "10.0.0.10")
    body.fill("properties.networkProfile.ipFamilies", ["IPv4"])
  }

  private static func checkNetwork(_ draft: Draft) throws(ARMError) {
    let cidr = draft.body.text("properties.networkProfile.serviceCidr") ?? ""
    guard let services = IPv4Range(cidr) else {
      throw ARMError(400, "ServiceCidrNotValid", "The service CIDR \(cidr) is not valid.")
    }
    let dns = draft.body.text("properties.networkProfile.dnsServiceIP") ?? ""
    guard let address = address(of: dns), services.contains(address), address > services.first + 1
    else {
      throw ARMError(
        400, "DNSServiceIPNotInServiceCidr",
        "The DNS service IP \(dns) is not within the service CIDR \(cidr), or is its first address."
      )
    }
    for pool in draft.body.items("properties.agentPoolProfiles") {
      guard let subnet = pool.text("vnetSubnetID").flatMap({ ResourceID($0) }),
        let range = Addresses.range(of: subnet, in: draft.world), range.overlaps(services)
      else { continue }
      throw ARMError(
        400, "ServiceCidrOverlapExistingSubnetsCidr",
        "The specified service CIDR \(cidr) is conflicted with an existing subnet CIDR of \(subnet.text)."
      )
    }
  }

  private static func nodeGroupName(_ id: ResourceID, _ body: Value) -> String {
    body.text("properties.nodeResourceGroup")
      ?? "MC_\(id.group ?? "")_\(id.name)_\(body.text("location") ?? "")"
  }

  static func nodeGroup(of id: ResourceID, _ body: Value) -> String {
    "/subscriptions/\(id.subscription ?? "")/resourceGroups/\(nodeGroupName(id, body))"
  }

  private static func makeGroup(of cluster: Resource, _ world: inout World) {
    guard let id = ResourceID(nodeGroup(of: cluster.id, cluster.body)) else { return }
    let body: Value = [
      "location": cluster.body["location"] ?? "", "managedBy": .string(cluster.id.text),
    ]
    world.resources[id.key] = Resource(id, ResourceGroups.type, body)
  }

  /// What the settings hold for a cluster, or one that leads to its name.
  private static func credentials(_ name: String) -> Action {
    Action { (_, cluster, world, _) throws(ARMError) in
      let given = world.settings.value["kubeconfigs"]?.map?
        .first { $0.key.lowercased() == cluster.id.key }?.value.string
      let host = cluster.body.text("properties.fqdn") ?? ""
      let text = given ?? Kubeconfig.text(cluster.id.name, "https://\(host):443")
      return [
        "kubeconfigs": [["name": .string(name), "value": .string(Base64.encode(Array(text.utf8)))]]
      ]
    }
  }
}

enum Kubeconfig {
  static func text(_ name: String, _ server: String) -> String {
    """
    apiVersion: v1
    kind: Config
    clusters: [{name: \(name), cluster: {server: "\(server)"}}]
    users: [{name: clusterAdmin_\(name), user: {}}]
    contexts: [{name: \(name), context: {cluster: \(name), user: clusterAdmin_\(name)}}]
    current-context: \(name)

    """
  }
}
