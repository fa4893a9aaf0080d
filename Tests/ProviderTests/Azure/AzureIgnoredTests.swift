// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import TestKit
import Testing

@testable import Provider

/// Fields that are accepted and not acted on: each is named.
struct AzureIgnoredTests {
  private static let network = "spec.networkSpec"

  @Test(
    arguments: [
      ("{}", []),
      ("{networkSpec: {subnets: [{role: node, name: a, routeTable: {name: b}}]}}", []),
      ("{bastionSpec: {azureBastion: {name: b}}}", ["spec.bastionSpec"]),
      ("{bastionSpec: {}}", []),
      ("{networkSpec: {privateDNSZoneName: a.b}}", ["\(network).privateDNSZoneName"]),
      (
        "{networkSpec: {subnets: [{role: node, name: a}, {role: node, name: b, routeTable: {id: /x}}]}}",
        ["\(network).subnets[].routeTable.id"]
      ),
      (
        "{networkSpec: {subnets: [{role: node, name: a, natGateway: {id: /x, name: b, ip: {name: c, dnsName: d}}}]}}",
        ["\(network).subnets[].natGateway.id", "\(network).subnets[].natGateway.ip.dnsName"]
      ),
      (
        "{networkSpec: {subnets: [{role: bastion, name: a}]}}",
        ["\(network).subnets of role bastion"]
      ),
      ("{networkSpec: {apiServerLB: {sku: Basic}}}", ["\(network).apiServerLB.sku"]),
      ("{networkSpec: {apiServerLB: {sku: Standard, frontendIPs: [{name: a}]}}}", []),
      (
        "{networkSpec: {apiServerLB: {frontendIPs: [{name: a}, {name: b}]}}}",
        ["\(network).apiServerLB.frontendIPs beyond the first"]
      ),
      (
        "{networkSpec: {controlPlaneOutboundLB: {frontendIPsCount: 1}}}",
        ["\(network).controlPlaneOutboundLB beside a public API"]
      ),
      (
        "{networkSpec: {apiServerLB: {type: Internal}, controlPlaneOutboundLB: {frontendIPsCount: 1}}}",
        []
      ),
      (
        "{networkSpec: {nodeOutboundLB: {id: /x, frontendIPs: [{name: a, publicIP: {name: b, dnsName: c}}]}}}",
        [
          "\(network).nodeOutboundLB.id",
          "\(network).nodeOutboundLB.frontendIPs[].publicIP.dnsName",
        ]
      ),
    ] as [(String, [String])])
  func `what is not acted on is named, and nothing else`(spec: String, fields: [String]) throws {
    let document = try #require(Array(Source("spec.yaml", text: spec).documents()).first)
    let object = Object(["kind": "AzureCluster", "spec": try document.get().value])
    #expect(AzureIgnored.fields(of: object).sorted() == fields.sorted())
  }

  @Test func `it is told in an event, by name`() async throws {
    try await AzureScene.run { scene in
      try await scene.makeCluster(
        "{location: westeurope, bastionSpec: {azureBastion: {name: b}}}")
      let resource = Resource(group: "", version: "v1", plural: "events")
      try await eventually("the event is there") {
        let events = try await scene.scene.client.list(Address(resource, namespace: "default"))
        return events.items.contains {
          $0.value["reason"] == "FieldsIgnored"
            && $0.value["message"]?.string?.hasSuffix("spec.bastionSpec") == true
        }
      }
    }
  }
}
