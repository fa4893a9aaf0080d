// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Packs
import Synchronization
import Template

@testable import Provider

/// A provider that keeps documents by path, each made by an operation; one of its calls may be cut: before it
/// is carried out, or after, so that only the answer is lost.
final class FakeTransport: Transport {
  private struct State {
    var documents: [String: Value] = [:]
    /// Those that run, and after how many calls each ends, whether anybody asks or not.
    var operations: [String: (path: String, body: Value?, left: Int)] = [:]
    var begun = 0
    var calls: [String] = []
    var made: [String] = []
  }

  let name = "rest"
  private let state = Mutex(State())
  private let cut: Int?
  private let place: Cutter.Place
  let most = Mutex((now: 0, most: 0))

  init(cutting cut: Int? = nil, _ place: Cutter.Place = .before) {
    self.cut = cut
    self.place = place
  }

  var documents: [String: Value] { state.withLock(\.documents) }
  var calls: [String] { state.withLock(\.calls) }
  /// Every path that was made, as often as it was.
  var made: [String] { state.withLock(\.made) }

  /// What somebody else does.
  func change(_ path: String, _ change: (inout Value) -> Void) {
    state.withLock { state in
      var document = state.documents[path] ?? [:]
      change(&document)
      state.documents[path] = document
    }
  }

  func compute(
    _ names: [String], for subject: Subject
  ) async throws -> [String: Computed] {
    ["count": Computed(2), "password": Computed("hush", isSecret: true)]
  }

  func send(_ call: ProviderCall, for subject: Subject) async -> Reply {
    most.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
    defer { most.withLock { $0.now -= 1 } }
    await Task.yield()
    return state.withLock { state in
      state.calls.append("\(call)")
      age(&state)
      let isCut = state.calls.count == cut
      if isCut, place == .before { return .trouble("the line was cut") }
      let reply = answer(call, &state)
      return isCut ? .trouble("the line was cut") : reply
    }
  }

  private func answer(_ call: ProviderCall, _ state: inout State) -> Reply {
    if case .poll(let token) = call.purpose { return poll(token, &state) }
    let path = call.target
    switch call.method {
    case "GET": return state.documents[path].map { Reply(200, $0) } ?? Reply(404)
    case "PUT":
      if state.documents[path] == nil { state.made.append(path) }
      let body = call.body?.reveal() ?? [:]
      var building = body
      building["state"] = "building"
      state.documents[path] = building
      return begin(path, body, &state)
    default: return state.documents[path] == nil ? Reply(404) : begin(path, nil, &state)
    }
  }

  private func begin(_ path: String, _ body: Value?, _ state: inout State) -> Reply {
    state.begun += 1
    let token = "op-\(state.begun)"
    var body = body
    if body != nil { body?["state"] = "done" }
    state.operations[token] = (path, body, 4)
    return .running(token, retryAfter: 1)
  }

  private func age(_ state: inout State) {
    for (token, operation) in state.operations {
      state.operations[token]?.left -= 1
      guard operation.left <= 1 else { continue }
      state.documents[operation.path] = operation.body
      state.operations[token] = nil
    }
  }

  private func poll(_ token: String, _ state: inout State) -> Reply {
    state.operations[token] == nil ? Reply(200) : .running(token, retryAfter: 1)
  }
}
