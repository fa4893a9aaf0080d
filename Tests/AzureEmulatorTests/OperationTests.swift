// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP
import Manifest
import Testing

@testable import AzureEmulator

@Suite struct OperationTests {
  @Test func `an operation is followed by its address until it is over`() throws {
    let desk = try Desk(#"{"delays": {"Microsoft.Network/virtualNetworks": 5}, "pollAfter": 3}"#)
    desk.call("PUT", Desk.group, #"{"location": "westeurope"}"#)
    let path = "\(Desk.network)/virtualNetworks/net"
    let made = desk.call(
      "PUT", path,
      #"{"location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/8"]}}}"#
    )
    #expect(made.status == 201)
    #expect(made.state == "Updating")
    #expect(made.headers["Retry-After"] == "3")
    let place = try #require(URL(string: made.headers["Azure-AsyncOperation"] ?? "")?.path)
    #expect(desk.call("GET", place).body?.text("status") == "InProgress")
    desk.turnClock(5)
    #expect(desk.call("GET", place).body?.text("status") == "Succeeded")
    #expect(desk.call("GET", path).state == "Succeeded")
  }

  @Test func `a removal takes its time, and its address says when it is over`() throws {
    let desk = try Desk(#"{"delays": {"all delete": 5}}"#)
    try desk.furnish()
    let path = "\(Desk.network)/virtualNetworks/net"
    let reply = desk.call("DELETE", path)
    #expect(reply.status == 202)
    #expect(desk.call("GET", path).state == "Deleting")
    let place = try #require(URL(string: reply.headers["Location"] ?? "")?.path)
    #expect(desk.call("GET", place).status == 202)
    desk.turnClock(5)
    #expect(desk.call("GET", place).status == 204)
    #expect(desk.call("GET", path).status == 404)
    #expect(desk.call("DELETE", path).status == 204)
  }

  @Test func `an operation fails as planted, and leaves what it made`() throws {
    let desk = try Desk()
    try desk.furnish()
    desk.plant(
      #"{"method": "PUT", "path": "/virtualMachines/vm", "operation": true, "code": "AllocationFailed", "message": "full"}"#
    )
    let reply = try desk.makeMachine()
    let place = try #require(URL(string: reply.headers["Azure-AsyncOperation"] ?? "")?.path)
    let operation = desk.call("GET", place).body
    #expect(operation?.text("status") == "Failed")
    #expect(operation?.text("error.code") == "AllocationFailed")
    #expect(desk.call("GET", "\(Desk.compute)/virtualMachines/vm").state == "Failed")
  }

  @Test func `two changes of one network at once are a conflict`() throws {
    let desk = try Desk()
    try desk.furnish()
    desk.call("PATCH", "/emulator/settings", #"{"delays": {"all": 5}}"#)
    let subnets = "\(Desk.network)/virtualNetworks/net/subnets"
    let one = desk.call("PUT", "\(subnets)/a", #"{"properties": {"addressPrefix": "10.2.0.0/16"}}"#)
    #expect(one.status == 201)
    #expect(one.state == "Updating")
    #expect(desk.call("GET", "\(subnets)/nodes").state == "Succeeded")
    let body = #"{"properties": {"addressPrefix": "10.3.0.0/16"}}"#
    #expect(desk.call("PUT", "\(subnets)/b", body).code == "AnotherOperationInProgress")
    desk.turnClock(5)
    #expect(desk.call("PUT", "\(subnets)/b", body).status == 201)
  }

  @Test func `what is still being made cannot be referred to`() throws {
    let desk = try Desk()
    try desk.furnish()
    desk.call("PATCH", "/emulator/settings", #"{"delays": {"all": 5}}"#)
    let address = "\(Desk.network)/publicIPAddresses/ip"
    desk.call("PUT", address, #"{"location": "westeurope", "sku": {"name": "Standard"}}"#)
    let body = """
      {"location": "westeurope", "sku": {"name": "Standard"},
       "properties": {"publicIpAddresses": [{"id": "\(address)"}]}}
      """
    let gateway = "\(Desk.network)/natGateways/way"
    #expect(desk.call("PUT", gateway, body).code == "ReferencedResourceNotProvisioned")
    desk.turnClock(5)
    #expect(desk.call("PUT", gateway, body).status == 201)
  }

  @Test func `a condition on the etag keeps changes of others`() throws {
    let desk = try Desk()
    try desk.furnish()
    let path = "\(Desk.network)/virtualNetworks/net"
    let etag = try #require(desk.call("GET", path).headers["ETag"])
    let body =
      #"{"location": "westeurope", "tags": {"a": "b"}, "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/8"]}}}"#
    #expect(desk.call("PUT", path, body, headers: ["If-None-Match": "*"]).status == 412)
    #expect(desk.call("PUT", path, body, headers: ["If-Match": etag]).status == 200)
    #expect(desk.call("PUT", path, body, headers: ["If-Match": etag]).code == "PreconditionFailed")
  }

  @Test func `so it does in a cluster that Azure runs, where it is a field of another name`() throws
  {
    let desk = try Desk()
    try desk.furnish()
    let path = "\(Desk.group)/providers/Microsoft.ContainerService/managedClusters/aks"
    let body = """
      {"location": "westeurope", "identity": {"type": "SystemAssigned"}, "properties": {"dnsPrefix": "a",
        "agentPoolProfiles": [{"name": "p", "mode": "System", "count": 1, "vmSize": "Standard_B2ms"}]}}
      """
    #expect(desk.call("PUT", path, body).status == 201)
    let seen = desk.call("GET", path).body?["eTag"]?.string
    let pool = desk.call("GET", "\(path)/agentPools/p")
    #expect(seen != nil && pool.body?["properties", "eTag"]?.string == seen)
    #expect(pool.headers["ETag"] == seen)
    let grown = #"{"properties": {"mode": "System", "count": 2, "vmSize": "Standard_B2ms"}}"#
    let condition: HTTPHeaders = ["If-Match": seen ?? ""]
    #expect(desk.call("PUT", "\(path)/agentPools/p", grown, headers: condition).status == 200)
    #expect(desk.call("PUT", "\(path)/agentPools/p", grown, headers: condition).status == 412)
    #expect(desk.call("PUT", path, body, headers: condition).status == 412)
  }
}
