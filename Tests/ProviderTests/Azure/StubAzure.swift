// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import Synchronization
import TestKit

/// As much of Azure Resource Manager as a test of calls needs: it signs in, keeps what is put, takes its time
/// with some, and wants parents first. What Azure really says is the emulator's.
final class StubAzure: Sendable {
  struct State: Sendable {
    /// By the id in lower case, as Azure looks it up.
    var things: [String: Value] = [:]
    var operations: [String: (id: String, asks: Int)] = [:]
    var calls: [String] = []
    var bodies: [String: Value] = [:]
    /// Every id that came to be, as often as it did.
    var made: [String] = []
    /// Answers in place of the next writes whose path ends in the key.
    var refusals: [String: (status: Int, body: String)] = [:]
    /// How things whose path ends in the key come out of being made.
    var failing: Set<String> = []
    var number = 0
  }

  let state = Mutex(State())

  var things: [String: Value] { state.withLock(\.things) }
  var calls: [String] { state.withLock(\.calls) }
  var writes: [String] { calls.filter { !$0.hasPrefix("GET") } }
  var made: [String] { state.withLock(\.made) }

  /// Ids without what is before the provider's or group's name.
  var names: [String] { things.keys.map(Self.short).sorted() }
  static func short(_ id: String) -> String {
    id.components(separatedBy: "/providers/").last.map { String($0) } ?? id
  }

  /// What was asked for last of what ends so.
  func body(_ end: String) -> Value? {
    state.withLock { state in
      state.bodies.first { $0.key.hasSuffix(end.lowercased()) }?.value
    }
  }

  func answer(_ request: StubRequest, _ connection: StubConnection, _ url: String) {
    if request.target.contains("/oauth2/") {
      let text = #"{"access_token": "token", "expires_in": 3600}"#
      return connection.answer(request.text.contains("hush") ? 200 : 401, text)
    }
    let (status, body, headers) = state.withLock { $0.reply(request, url) }
    connection.answer(status, body.map { JSON.text($0) } ?? "", headers: headers)
  }
}

extension StubAzure.State {
  typealias Reply = (Int, Value?, [String: String])

  static func fault(_ status: Int, _ code: String) -> Reply {
    (status, ["error": ["code": .string(code), "message": .string("\(code), it says")]], [:])
  }

  mutating func reply(_ request: StubRequest, _ url: String) -> Reply {
    guard request.headers["authorization"] == "Bearer token" else {
      return Self.fault(401, "InvalidAuthenticationToken")
    }
    let path = String(request.target.prefix { $0 != "?" })
    let id = path.lowercased()
    calls.append("\(request.method) \(path)")
    guard request.target.contains("api-version=") || id.contains("/operations/") else {
      return Self.fault(400, "MissingApiVersionParameter")
    }
    if request.method != "GET", let end = refusals.keys.first(where: { id.hasSuffix($0) }),
      let refusal = refusals.removeValue(forKey: end)
    {
      return (refusal.status, try? JSON.parse(refusal.body), [:])
    }
    switch request.method {
    case "GET" where id.contains("/operations/"): return poll(id)
    case "GET":
      // What is under way goes on, though nobody may be left who knows of its operation.
      let place = operations.first { $0.value.id == id && $0.value.asks > 0 }?.key
      if let place { _ = poll(place) }
      return things[id].map { (200, $0, [:]) } ?? Self.fault(404, "ResourceNotFound")
    case "PUT": return put(path, (try? JSON.parse(request.text)) ?? [:], url, request)
    case "PATCH":
      things[id] = things[id]?.applying(mergePatch: (try? JSON.parse(request.text)) ?? [:])
      return (200, things[id], [:])
    case "POST":
      let config = Data("kubeconfig of \(path)".utf8).base64EncodedString()
      return (200, ["kubeconfigs": [["name": "x", "value": .string(config)]]], [:])
    default: return delete(path, url)
    }
  }

  private mutating func put(
    _ path: String, _ body: Value, _ url: String, _ request: StubRequest
  ) -> Reply {
    let id = path.lowercased()
    guard hasParent(id) else { return Self.fault(404, "ParentResourceNotFound") }
    let etag = things[id]?["etag"]?.string
    if let wanted = request.headers["if-match"], wanted != etag {
      return Self.fault(412, "PreconditionFailed")
    }
    let isNew = things[id] == nil
    if isNew { made.append(id) }
    number += 1
    bodies[id] = body
    var thing = body
    thing["id"] = .string(path)
    thing["etag"] = .string("W/\(number)")
    if thing["properties"]?.map == nil { thing["properties"] = [:] }
    fill(&thing, id)
    let isSlow = ["loadbalancers", "virtualmachines", "managedclusters", "publicipaddresses"]
      .contains { id.split(separator: "/").dropLast().last == Substring($0) }
    thing["properties"]?["provisioningState"] = isSlow ? "Updating" : outcome(id)
    things[id] = thing
    guard isSlow else { return (isNew ? 201 : 200, thing, [:]) }
    let place = begin(id, url)
    return (isNew ? 201 : 200, thing, ["Azure-AsyncOperation": place])
  }

  private func outcome(_ id: String) -> Value {
    failing.contains { id.hasSuffix($0) } ? "Failed" : "Succeeded"
  }

  private mutating func begin(_ id: String, _ url: String) -> String {
    let place = "/subscriptions/s-1/operations/\(number)"
    operations[place] = (id, 2)
    return url + place + "?api-version=2020-01-01"
  }

  /// What only the answer tells.
  private func fill(_ thing: inout Value, _ id: String) {
    if let label = thing["properties"]?["dnsSettings"]?["domainNameLabel"]?.string {
      thing["properties"]?["dnsSettings"]?["fqdn"] = .string("\(label).westeurope.stub")
    }
    if id.contains("/networkinterfaces/") {
      var items = thing["properties"]?["ipConfigurations"]?.list ?? []
      for index in items.indices { items[index]["properties"]?["privateIPAddress"] = "10.1.0.4" }
      thing["properties"]?["ipConfigurations"] = .list(items)
    }
    if id.contains("/managedclusters/"), !id.contains("/agentpools/") {
      thing["properties"]?["fqdn"] = "aks.stub"
      let version = thing["properties"]?["kubernetesVersion"]
      thing["properties"]?["currentKubernetesVersion"] = version
    }
    if thing["identity"]?["type"] == "SystemAssigned" { thing["identity"]?["principalId"] = "p-1" }
  }

  private func hasParent(_ id: String) -> Bool {
    let parts = id.split(separator: "/")
    if parts.count > 4, parts[2] == "resourcegroups",
      things["/" + parts[..<4].joined(separator: "/")] == nil
    {
      return false
    }
    guard parts.count > 8, parts[4] == "providers" else { return true }
    return things["/" + parts[..<(parts.count - 2)].joined(separator: "/")] != nil
  }

  private mutating func poll(_ id: String) -> Reply {
    guard var operation = operations[id] else { return Self.fault(404, "OperationNotFound") }
    operation.asks -= 1
    operations[id] = operation
    guard operation.asks <= 0 else {
      return (200, ["status": "InProgress"], ["Retry-After": "1"])
    }
    guard things[operation.id] != nil else { return (200, ["status": "Succeeded"], [:]) }
    let state = outcome(operation.id)
    things[operation.id]?["properties"]?["provisioningState"] = state
    guard state == "Failed" else { return (200, ["status": "Succeeded"], [:]) }
    let error: Value = ["code": "OSProvisioningTimedOut", "message": "it did not start"]
    return (200, ["status": "Failed", "error": error], [:])
  }

  private mutating func delete(_ path: String, _ url: String) -> Reply {
    let id = path.lowercased()
    guard things[id] != nil else { return (204, nil, [:]) }
    if id.contains("/networkinterfaces/"), isUsed(id) { return Self.fault(400, "NicInUse") }
    things = things.filter { $0.key != id && !$0.key.hasPrefix(id + "/") }
    number += 1
    return (202, nil, ["Azure-AsyncOperation": begin(id, url), "Retry-After": "1"])
  }

  private func isUsed(_ id: String) -> Bool {
    things.contains { other, value in
      other != id
        && JSON.text(value["properties"]?["networkProfile"] ?? .null).lowercased().contains(id)
    }
  }
}
