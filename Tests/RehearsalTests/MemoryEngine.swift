// SPDX-License-Identifier: Apache-2.0

import Docker
import HTTP
import Kube
import Manifest
import Nodes
import Packs
import Runtime
import Site
import Synchronization
import Template
import TestKit

@testable import Provider

/// A Docker engine in memory, as far as the calls of the packs go.
final class MemoryEngine: Transport {
  private struct State {
    var images: Set<String> = []
    var networks: [String: Value] = [:]
    var containers: [String: Value] = [:]
    /// Steps that were done on containers, as `boot ID`.
    var done: Set<String> = []
    var balances: [String: String] = [:]
    var last = 0
  }

  let name = "docker"
  private let state = Mutex(State())
  private let inner: DockerTransport

  init() throws {
    let endpoint = try DockerEndpoint("unix:///nowhere")
    inner = DockerTransport(
      to: DockerEngine(at: endpoint, over: HTTPClient(environment: [:])), isAsked: false)
  }

  func compute(_ names: [String], for subject: Subject) async throws -> [String: Computed] {
    try await inner.compute(names, for: subject)
  }

  func neighbours(of kind: GroupKind) -> [GroupKind] { inner.neighbours(of: kind) }

  /// What a person does by hand to the load balancer's configuration.
  func spoil() {
    state.withLock { state in
      for name in state.balances.keys { state.balances[name]? += "# by hand\n" }
    }
  }

  var containers: [String] { state.withLock { $0.containers.keys.sorted() } }

  func send(_ call: ProviderCall, for subject: Subject) async -> Reply {
    state.withLock { state in
      call.hook.map { Self.step($0, call, &state) } ?? Self.answer(call, &state)
    }
  }

  // MARK: Steps

  private static func step(_ hook: String, _ call: ProviderCall, _ state: inout State) -> Reply {
    switch hook {
    case "room": return Reply(200, ["state": "enough"])
    case "image":
      guard call.isWrite else {
        return state.images.contains(call.target) ? Reply(200, ["id": "i"]) : Reply(404)
      }
      state.images.insert(call.target)
      return Reply(200)
    case "balance": return balance(call, &state)
    default:
      let word = "\(hook) \(call.target)"
      if call.isWrite { state.done.insert(word) }
      return state.done.contains(word) ? Reply(200, ["state": "done"]) : Reply(404)
    }
  }

  private static func balance(_ call: ProviderCall, _ state: inout State) -> Reply {
    if call.isWrite {
      let servers = (call.body?.reveal()["backends"]?.list ?? []).compactMap(BalanceStep.server)
      state.balances[call.target] = BalancerConfiguration(servers).text
      return Reply(200)
    }
    return state.balances[call.target].map { Reply(200, ["configuration": .string($0)]) }
      ?? Reply(404)
  }

  // MARK: Requests

  private static func answer(_ call: ProviderCall, _ state: inout State) -> Reply {
    let words = call.target.split(separator: "/").map(String.init)
    switch (call.method, words.first, words.count) {
    case ("POST", "networks", _):
      let name = call.body?.reveal()["Name"]?.string ?? ""
      state.networks[name] = (call.body?.reveal() ?? [:]).with("Id", id(&state))
      return Reply(201)
    case ("GET", "networks", _):
      return state.networks[words[1]].map { Reply(200, $0) } ?? Reply(404)
    case ("DELETE", "networks", _):
      state.networks = state.networks.filter {
        $0.key != words[1] && $0.value["Id"] != .string(words[1])
      }
      return Reply(204)
    case ("POST", "containers", 2): return create(call, &state)
    default: return container(call, words, &state)
    }
  }

  private static func create(_ call: ProviderCall, _ state: inout State) -> Reply {
    let name = call.query["name"] ?? ""
    guard state.containers[name] == nil else { return Reply(409) }
    let body = call.body?.reveal() ?? [:]
    let id = id(&state)
    state.containers[name] = [
      "Id": id, "Config": ["Labels": body["Labels"] ?? [:]],
      "State": [
        "Running": false, "Status": "created", "StartedAt": "0001-01-01T00:00:00Z", "ExitCode": 0,
        "Error": "",
      ],
      "NetworkSettings": ["Networks": ["capctl": ["IPAddress": "10.9.8.7"]]],
    ]
    return Reply(201, ["Id": id])
  }

  private static func container(
    _ call: ProviderCall, _ words: [String], _ state: inout State
  ) -> Reply {
    let found = state.containers.first { $0.key == words[1] || $0.value["Id"] == .string(words[1]) }
    guard let found else { return Reply(404) }
    switch (call.method, words.last) {
    case ("GET", _): return Reply(200, found.value)
    case ("POST", "start"):
      state.containers[found.key]?["State"] = [
        "Running": true, "Status": "running", "StartedAt": "2026-01-01T00:00:00Z", "ExitCode": 0,
        "Error": "",
      ]
      return Reply(204)
    case ("DELETE", _):
      state.containers[found.key] = nil
      state.balances[found.key] = nil
      return Reply(204)
    default: return Reply(400)
    }
  }

  private static func id(_ state: inout State) -> Value {
    state.last += 1
    let text = String(state.last, radix: 16)
    return .string(String(repeating: "0", count: 64 - text.count) + text)
  }
}

extension Value {
  fileprivate func with(_ key: String, _ value: Value) -> Value {
    var copy = self
    copy[key] = value
    return copy
  }
}

/// Writes down what a transport is asked to change.
final class Recorder: Transport {
  private let inner: any Transport
  private let log = Mutex<[PackRehearsal.Told]>([])

  init(_ inner: any Transport) { self.inner = inner }

  var name: String { inner.name }
  var openVariables: Set<String> { inner.openVariables }
  var identities: [GroupKind] { inner.identities }
  var made: [PackRehearsal.Told] { log.withLock(\.self) }

  func forget() { log.withLock { $0 = [] } }

  func send(_ call: ProviderCall, for subject: Subject) async -> Reply {
    let reply = await inner.send(call, for: subject)
    // What was refused, and is asked for again, is told once.
    if call.isWrite, (200..<400).contains(reply.status) || call.ok.contains(reply.status) {
      log.withLock { $0.append(PackRehearsal.Told(object: subject.object, call: call)) }
    }
    return reply
  }

  func rehearse(_ call: ProviderCall, for subject: Subject) async -> Rehearsed? {
    await inner.rehearse(call, for: subject)
  }

  func compute(_ names: [String], for subject: Subject) async throws -> [String: Computed] {
    try await inner.compute(names, for: subject)
  }

  func variables(for subject: Subject) async throws -> [ClusterVariables.Place] {
    try await inner.variables(for: subject)
  }

  func endpoint(of subject: Subject) -> String { inner.endpoint(of: subject) }
  func neighbours(of kind: GroupKind) -> [GroupKind] { inner.neighbours(of: kind) }
  func inventories(of kind: GroupKind) -> [Inventory] { inner.inventories(of: kind) }
  func wake(_ wake: @escaping @Sendable (GroupKind, Key) -> Void) { inner.wake(wake) }
}
