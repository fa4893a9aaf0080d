// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Testing

@testable import Provider

/// The names and defaults of networks, balancers and machines: Cluster API's customs.
struct AzureNetworkTests {
  private static let group = "/subscriptions/s/resourceGroups/demo/providers/Microsoft.Network/"

  private func network(_ spec: String) throws -> AzureNetwork {
    AzureNetwork(
      names: AzureNames(cluster: "demo", subscription: "s", group: "demo"),
      spec: try YAML.parse(spec), port: 6443)
  }

  private func names(_ list: Value) -> [String] {
    (list.list ?? []).compactMap { $0["name"]?.string }
  }

  @Test func `an internal API has a private address, and no gateway of its own`() throws {
    let network = try network("networkSpec: {apiServerLB: {type: Internal}}")
    let balancers = AzureBalancers(network: network)
    #expect(names(balancers.all) == ["demo-internal-lb"])
    #expect(balancers.endpoint["private"] == ["host": "10.0.0.100", "port": 6443])
    #expect(balancers.address == nil)
    #expect(names(balancers.otherAddresses).isEmpty)
    let front = balancers.all.list?.first?["fronts"]?.list?.first
    #expect(
      front?["properties"]?["subnet"]?["id"]
        == .string(Self.group + "virtualNetworks/demo-vnet/subnets/demo-controlplane-subnet"))
  }

  @Test func `nodes may go out by a balancer, and so may a control plane`() throws {
    let network = try network(
      """
      networkSpec:
        apiServerLB: {type: Internal, frontendIPs: [{name: f, privateIP: 10.0.0.9}]}
        nodeOutboundLB: {frontendIPsCount: 2}
        controlPlaneOutboundLB: {frontendIPsCount: 1}
      """)
    let balancers = AzureBalancers(network: network)
    #expect(names(balancers.all) == ["demo-internal-lb", "demo", "demo-outbound-lb"])
    #expect(
      names(balancers.otherAddresses) == [
        "pip-demo-node-outbound-1", "pip-demo-node-outbound-2", "pip-demo-controlplane-outbound",
      ])
    #expect(
      balancers.pools(forPlane: true, hasGateway: false) == [
        Self.group
          + "loadBalancers/demo-internal-lb/backendAddressPools/demo-internal-lb-backendPool",
        Self.group
          + "loadBalancers/demo-outbound-lb/backendAddressPools/demo-outbound-lb-outboundBackendPool",
      ])
    #expect(
      balancers.pools(forPlane: false, hasGateway: false) == [
        Self.group + "loadBalancers/demo/backendAddressPools/demo-outboundBackendPool"
      ])
    #expect(network.gateways.isEmpty)
  }

  @Test func `somebody else's network is taken as it is`() throws {
    let network = try network(
      """
      networkSpec:
        vnet: {name: hub, resourceGroup: net}
        subnets: [{role: control-plane, name: a, cidrBlocks: [10.9.0.0/24]}, {role: node, name: b}]
      """)
    #expect(network.bringsVnet)
    #expect(
      network.subnetValues.list?.first?["id"]
        == "/subscriptions/s/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/hub/subnets/a"
    )
    #expect(network.gateways.isEmpty)
  }

  @Test func `rules of the spec stand in place of the usual ones`() throws {
    let network = try network(
      """
      networkSpec:
        subnets:
          - role: control-plane
            name: a
            securityGroup:
              securityRules:
                - {name: in, protocol: "*", direction: Inbound, priority: 300, sources: [10.0.0.0/8, 11.0.0.0/8], destinationPorts: "443", action: Deny}
      """)
    let rules = network.securityGroups.list?.first?["rules"]?.list ?? []
    #expect(names(.list(rules)) == ["in"])
    #expect(rules.first?["properties"]?["access"] == "Deny")
    #expect(rules.first?["properties"]?["sourceAddressPrefixes"] == ["10.0.0.0/8", "11.0.0.0/8"])
    #expect(rules.first?["properties"]?["sourceAddressPrefix"] == nil)
  }

  @Test func `networks are peered both ways`() throws {
    let network = try network("networkSpec: {vnet: {name: v, peerings: [{remoteVnetName: hub}]}}")
    #expect(names(network.peerings) == ["v-To-hub", "hub-To-v"])
    #expect(network.peerings.list?.last?["from"] == .string(Self.group + "virtualNetworks/hub"))
  }

  private static let images: [(String, String, String)] = [
    (
      "v1.20.2", "{}",
      #"{"offer":"capi","publisher":"cncf-upstream","sku":"k8s-1dot20dot2-ubuntu-1804","version":"latest"}"#
    ),
    (
      "v1.31.2", "{}",
      #"{"communityGalleryImageId":"/CommunityGalleries/ClusterAPI-f72ceb4f-5159-4c26-a0fe-2ea738f0d019/Images/capi-ubun2-2404/Versions/1.31.2"}"#
    ),
    ("v1.31.2", "{id: /x}", #"{"id":"/x"}"#),
    (
      "v1.31.2", "{marketplace: {publisher: p, offer: o, sku: s, version: v}}",
      #"{"offer":"o","publisher":"p","sku":"s","version":"v"}"#
    ),
    (
      "v1.31.2",
      "{sharedGallery: {subscriptionID: a, resourceGroup: b, gallery: c, name: d, version: e}}",
      #"{"id":"/subscriptions/a/resourceGroups/b/providers/Microsoft.Compute/galleries/c/images/d/versions/e"}"#
    ),
    (
      "v1.31.2", "{computeGallery: {gallery: c, name: d, version: e}}",
      #"{"communityGalleryImageId":"/CommunityGalleries/c/Images/d/Versions/e"}"#
    ),
  ]

  @Test(arguments: images.indices) func `an image`(index: Int) throws {
    let (version, image, wanted) = Self.images[index]
    let values = try machine("image: \(image)", version)
    #expect(AzureImage(machine: values).reference == (try JSON.parse(wanted)))
  }

  private func machine(_ spec: String, _ version: String = "v1.31.2") throws -> AzureMachineValues {
    var object = Object(
      GroupVersionKind(
        group: Kind.azureMachine.groupKind.group, version: "v1beta1", kind: "AzureMachine"),
      namespace: "default", name: "m")
    object.spec = try YAML.parse(spec)
    var machine = Machine(namespace: "default", name: "m")
    machine[text: "spec.version"] = version
    return AzureMachineValues(
      network: try network("{}"), object: object, machine: machine, hasZones: false)
  }

  @Test func `a machine of a zone is in no set, and one to spare says what it may cost`() throws {
    let zoned = try machine("{failureDomain: \"2\"}")
    #expect(zoned.value["zones"] == ["2"])
    #expect(zoned.value["availabilitySet"] == nil)
    let spot = try machine("{spotVMOptions: {maxPrice: \"0.5\"}}")
    #expect(spot.value["priority"] == "Spot")
    #expect(spot.value["billing"] == ["maxPrice": 0.5])
    #expect(spot.value["evictionPolicy"] == "Deallocate")
  }

  @Test func `several interfaces have the pools at the first`() throws {
    let values = try machine(
      """
      networkInterfaces: [{subnetName: demo-node-subnet, privateIPConfigs: 2}, {acceleratedNetworking: true}]
      """)
    let list = values.interfaces.list ?? []
    #expect(names(values.interfaces) == ["m-nic-0", "m-nic-1"])
    #expect(list.first?["properties"]?["ipConfigurations"]?.list?.count == 2)
    #expect(list.last?["properties"]?["enableAcceleratedNetworking"] == true)
    #expect(
      values.value["networkInterfaces"]?.list?.map { $0["properties"]?["primary"] } == [
        true, false,
      ])
  }

  @Test func `fields that nothing acts on are named`() throws {
    var object = Object(
      GroupVersionKind(
        group: Kind.azureCluster.groupKind.group, version: "v1beta1", kind: "AzureCluster"),
      namespace: "default", name: "demo")
    object.spec = try YAML.parse(
      """
      bastionSpec: {azureBastion: {name: b}}
      extendedLocation: {}
      networkSpec:
        privateDNSZoneName: z
        subnets: [{role: node, name: a, privateEndpoints: [{name: e}]}]
      """)
    #expect(
      AzureIgnored.fields(of: object) == [
        "spec.bastionSpec", "spec.networkSpec.privateDNSZoneName",
        "spec.networkSpec.subnets[].privateEndpoints",
      ])
  }
}
