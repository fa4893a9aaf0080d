// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import Synchronization
import TestKit

/// The API of a cloud that does not exist, as `docs/provider-packs.md` describes it.
final class CirrusAPI: Sendable {
  struct State: Sendable {
    var things: [String: Value] = [:]
    var operations: [String: (path: String, asks: Int)] = [:]
    var calls: [String] = []
    /// Answers in place of the next ones that write.
    var refusals: [(status: Int, body: String)] = []
  }

  let state = Mutex(State())

  /// The calls that wrote, in their order.
  var writes: [String] { state.withLock(\.calls).filter { !$0.hasPrefix("GET") } }
  var things: [String: Value] { state.withLock(\.things) }

  func answer(_ request: StubRequest, _ connection: StubConnection) {
    let (status, body, location) = reply(request)
    let text = body.map { JSON.text($0) } ?? ""
    var head = "HTTP/1.1 \(status) X\r\nContent-Type: application/json\r\n"
    if let location { head += "Location: \(location)\r\n" }
    connection.send(head + "Content-Length: \(text.utf8.count)\r\n\r\n" + text)
  }

  private func reply(_ request: StubRequest) -> (Int, Value?, String?) {
    guard request.headers["authorization"] == "Bearer open-sesame" else {
      return (401, ["error": ["code": "Unauthorized", "message": "who are you?"]], nil)
    }
    let path = request.target
    let body = try? JSON.parse(request.text)
    return state.withLock { state in
      state.calls.append("\(request.method) \(path)")
      if request.method != "GET", !state.refusals.isEmpty {
        let refusal = state.refusals.removeFirst()
        return (refusal.status, try? JSON.parse(refusal.body), nil)
      }
      switch request.method {
      case "GET" where path.hasPrefix("/v1/operations/"): return state.poll(path)
      case "GET": return state.things[path].map { (200, $0, nil) } ?? (404, nil, nil)
      case "PUT":
        state.things[path] = body ?? [:]
        return (200, state.things[path], nil)
      case "POST": return state.makeGateway(body ?? [:])
      default: return state.delete(path)
      }
    }
  }
}

extension CirrusAPI.State {
  mutating func makeGateway(_ body: Value) -> (Int, Value?, String?) {
    let path = "/v1/gateways/\(body["name"]?.string ?? "")"
    guard things[path] == nil else { return (409, nil, nil) }
    let network = "/v1/networks/\(body["network"]?.string ?? "")"
    guard things[network] != nil else { return (400, ["error": ["code": "NoNetwork"]], nil) }
    var gateway = body
    gateway["state"] = "building"
    things[path] = gateway
    let operation = "/v1/operations/\(operations.count + 1)"
    operations[operation] = (path, 2)
    return (202, nil, operation)
  }

  mutating func poll(_ path: String) -> (Int, Value?, String?) {
    guard var operation = operations[path] else { return (404, nil, nil) }
    operation.asks -= 1
    operations[path] = operation
    guard operation.asks <= 0 else { return (200, ["status": "Running"], nil) }
    things[operation.path]?["state"] = "active"
    things[operation.path]?["address"] = "192.0.2.7"
    return (200, ["status": "Succeeded"], nil)
  }

  mutating func delete(_ path: String) -> (Int, Value?, String?) {
    guard things[path] != nil else { return (404, nil, nil) }
    let inner = things.keys.contains { $0.hasPrefix(path + "/") }
    let name = path.split(separator: "/").last.map { Value.string(String($0)) }
    let used = things.contains { $0.key.hasPrefix("/v1/gateways/") && $0.value["network"] == name }
    if inner || (used && path.hasPrefix("/v1/networks/")) {
      return (409, ["error": ["code": "InUse", "message": "it is used"]], nil)
    }
    things[path] = nil
    return (204, nil, nil)
  }
}
