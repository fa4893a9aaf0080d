// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest

extension World {
  /// Answers a call, as of a moment since the start.
  package mutating func answer(_ call: Call, at moment: Duration) -> Reply {
    now = max(now, moment + skew)
    settle()
    defer { orderBalance() }
    let words = call.path.lowercased().split(separator: "/")
    switch words.first {
    case "emulator": return administer(call)
    case "metadata": return journaled(call) { world in world.metadata(call, words.dropFirst()) }
    case "subscriptions", "tenants", "providers":
      return journaled(call) { world in world.manage(call) }
    default: return journaled(call) { world in world.signIn(call, words) }
    }
  }

  private mutating func journaled(_ call: Call, _ body: (inout World) -> Reply) -> Reply {
    var reply = body(&self)
    let request = nextID("request")
    reply.headers["x-ms-request-id"] = request
    reply.headers["x-ms-correlation-request-id"] =
      call.headers["x-ms-correlation-request-id"] ?? request
    if let own = call.headers["x-ms-client-request-id"] {
      reply.headers["x-ms-client-request-id"] = own
    }
    journal.append(JournalEntry(call, reply, at: now))
    return reply
  }

  /// A call of Azure Resource Manager.
  private mutating func manage(_ call: Call) -> Reply {
    var headers: HTTPHeaders = [:]
    do throws(ARMError) {
      let client = try authenticate(call)
      if let reply = fault(for: call, as: client) { return reply }
      try throttle(call, &headers)
      var reply = try resolve(call, as: client)
      for field in headers.fields { reply.headers[field.name] = field.value }
      return reply
    } catch {
      var reply = error.reply
      for field in headers.fields where reply.headers[field.name] == nil {
        reply.headers[field.name] = field.value
      }
      return reply
    }
  }

  /// What somebody planted for calls like this one.
  private mutating func fault(for call: Call, as client: Client) -> Reply? {
    guard let place = faults.firstIndex(where: { $0.strikes(call) && !$0.isForOperations }) else {
      return nil
    }
    guard faults[place].isDue() else { return nil }
    let fault = faults[place]
    faults[place].times -= 1
    if fault.isAnsweredLate { _ = try? resolve(call, as: client) }
    return fault.reply
  }

  mutating func resolve(_ call: Call, as client: Client) throws(ARMError) -> Reply {
    if call.path.lowercased().hasPrefix("/subscriptions/") {
      try checkSubscription(call)
      try checkVersion(call)
    }
    if let reply = try browse(call) { return reply }
    guard let id = ResourceID(call.path) else {
      throw ARMError(404, "InvalidResourcePath", "There is nothing at '\(call.path)'.")
    }
    if let reply = try followUp(call, id) { return reply }
    try authorize(call, id, client)
    switch call.method {
    case "GET" where id.isCollection: return try view(call, id)
    case "GET": return try get(id)
    case "HEAD": return exists(id) && place(of: id) != nil ? Reply(204) : Reply(404)
    case "PUT": return try put(call, id)
    case "PATCH": return try patch(call, id)
    case "DELETE": return try delete(call, id)
    case "POST": return try act(call, id)
    default:
      throw ARMError(405, "MethodNotAllowed", "The method '\(call.method)' is not supported.")
    }
  }

  private func checkSubscription(_ call: Call) throws(ARMError) {
    let words = call.path.split(separator: "/")
    guard words.count > 1, settings.subscription(String(words[1])) == nil else { return }
    throw ARMError(
      404, "SubscriptionNotFound", "The subscription '\(words[1])' could not be found.")
  }

  private func checkVersion(_ call: Call) throws(ARMError) {
    guard let version = call.apiVersion else {
      throw ARMError(
        400, "MissingApiVersionParameter",
        "The api-version query parameter (?api-version=) is required for all requests.")
    }
    let isWellFormed = version.wholeMatch(of: /\d{4}-\d{2}-\d{2}(-preview)?/) != nil
    let type = ResourceID(call.path).flatMap { id in place(of: id).map { (id, $0) } }
    guard isWellFormed, let (id, place) = type else {
      if isWellFormed { return }
      throw ARMError(
        400, "InvalidApiVersionParameter", "The api-version '\(version)' is invalid.")
    }
    let latest =
      switch place {
      case .whole(let type), .part(let type, _, _): type.version
      }
    // Of previews there is no list: some of them are later than what is stable.
    guard version > latest, !version.hasSuffix("-preview") else { return }
    let region = settings.regions.joined(separator: ", ")
    throw ARMError(
      400, "NoRegisteredProviderFound",
      "No registered resource provider found for location '\(region)' and API version '\(version)' "
        + "for type '\(id.type.split(separator: "/").dropFirst().joined(separator: "/"))'. "
        + "The supported api-versions are '\(latest)'.")
  }

  private func get(_ id: ResourceID) throws(ARMError) -> Reply {
    guard let value = shown(id) else { throw missing(id) }
    return Reply(200, value, etag(of: value))
  }

  func etag(of value: Value) -> HTTPHeaders {
    // Of those in clusters that Azure runs it is among the properties.
    let etag = value["etag"] ?? value["eTag"] ?? value["properties"]?["eTag"]
    return etag?.string.map { ["ETag": $0] } ?? [:]
  }

  /// Why something is not there: Azure names the group where that is what is missing.
  func missing(_ id: ResourceID) -> ARMError {
    guard place(of: id) != nil else {
      return ARMError(
        404, "InvalidResourceType",
        "The resource type '\(id.type)' could not be found in the namespace of its provider.")
    }
    if let group = id.group, let key = id.groupID?.lowercased(), resources[key] == nil {
      return .noGroup(group)
    }
    if id.typeKey == "microsoft.resources/resourcegroups" { return .noGroup(id.name) }
    return .noResource(id)
  }
}
