// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template

@testable import Packs

/// A provider that keeps documents by path: as strict as a real one about what needs what, and as slow.
struct StubProvider {
  var documents: [String: Value] = [:]
  /// Operations that run, and how often they have to be asked for.
  var operations: [String: (path: String, asks: Int, body: Value?)] = [:]
  /// How often an operation has to be asked for; 0 for answers at once.
  var patience = 0
  var log: [String] = []
  /// What calls that write are refused with, first come, first served.
  var refusals: [Reply] = []
  private var count = 0

  mutating func answer(_ call: ProviderCall) -> Reply {
    if case .poll(let token) = call.purpose { return poll(token) }
    log.append("\(call.method) \(call.target)")
    if call.isWrite, !refusals.isEmpty { return refusals.removeFirst() }
    switch call.method {
    case "GET": return documents[call.target].map { Reply(200, $0) } ?? Reply(404)
    case "PUT": return put(call)
    case "DELETE": return delete(call)
    default: return post(call)
    }
  }

  private mutating func put(_ call: ProviderCall) -> Reply {
    let body = call.body?.reveal() ?? [:]
    for need in body["needs"]?.list ?? [] where documents[need.string ?? ""] == nil {
      return refusal(400, "Missing", "\(need.string ?? "") is not there")
    }
    if documents[call.target] == nil { count += 1 }
    return begin(call.target, body)
  }

  private mutating func delete(_ call: ProviderCall) -> Reply {
    guard documents[call.target] != nil else { return Reply(404) }
    let users = documents.filter { $0.value["needs"]?.list?.contains(.string(call.target)) == true }
    if let user = users.keys.min() { return refusal(409, "InUse", "\(user) needs it") }
    return begin(call.target, nil)
  }

  private mutating func post(_ call: ProviderCall) -> Reply {
    guard call.target.hasSuffix("/start") else { return Reply(404) }
    documents[String(call.target.dropLast(6))]?["running"] = true
    return Reply(204)
  }

  private mutating func begin(_ path: String, _ body: Value?) -> Reply {
    guard patience > 0 else {
      documents[path] = body
      return Reply(body == nil ? 204 : 200, body ?? .null)
    }
    if body != nil { documents[path] = body?.with("state", "Creating") }
    let token = "op-\(operations.count)-\(path)"
    operations[token] = (path, patience, body)
    return .running(token, retryAfter: 1)
  }

  private mutating func poll(_ token: String) -> Reply {
    guard var operation = operations[token] else { return refusal(404, "Unknown", "no such thing") }
    operation.asks -= 1
    operations[token] = operation
    guard operation.asks <= 0 else { return .running(token, retryAfter: 1) }
    documents[operation.path] = operation.body
    return Reply(200)
  }

  private func refusal(_ status: Int, _ code: String, _ message: String) -> Reply {
    var reply = Reply(status)
    (reply.code, reply.message) = (code, message)
    return reply
  }

  /// How many documents were ever made.
  var made: Int { count }
}

extension Value {
  func with(_ key: String, _ value: Value) -> Value {
    var result = self
    result[key] = value
    return result
  }
}
