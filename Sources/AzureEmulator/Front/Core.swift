// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest
import Serving
import Synchronization

/// What answers calls, and carries out what they order.
final class Core: Sendable {
  private let world: Mutex<World>
  private let machines: (any Machines)?
  private let metadata = Mutex<MetadataService?>(nil)
  private let start = ContinuousClock.now

  init(_ world: sending World, _ machines: (any Machines)?) {
    self.world = Mutex(world)
    self.machines = machines
  }

  func answer(_ call: Call) -> Reply {
    let (reply, effects) = world.withLock { world in
      let reply = world.answer(call, at: ContinuousClock.now - start)
      return (reply, world.takeEffects())
    }
    for effect in effects { carryOut(effect) }
    return reply
  }

  func answer(_ request: ServerRequest) async -> ServerResponse {
    ServerResponse(answer(Call(request)))
  }

  // MARK: What happens outside

  /// Has machines find what is known of them.
  func openMetadata(at host: String) throws {
    let service = try MetadataService(at: host) { [weak self] call in
      self?.answer(call) ?? Reply(503)
    }
    metadata.withLock { $0 = service }
  }

  func shutDown() async { await metadata.withLock { $0 }?.shutDown() }

  /// Nobody waits for it: whoever asked polls for its end.
  private func carryOut(_ effect: Effect) {
    guard let machines else { return }
    switch effect {
    case .create(let order, let operation):
      let door = Result { try metadata.withLock { $0 }?.open(order.id) }
      Task {
        await end(operation) {
          var order = order
          order.metadataAddress = try door.get()
          try await machines.create(order)
        }
      }
    case .delete(let id, let operation):
      metadata.withLock { $0 }?.close(id)
      Task { await end(operation) { try await machines.delete(id) } }
    case .balance(let balance): Task { await machines.balance(balance) }
    }
  }

  private func end(_ operation: String, after work: () async throws -> Void) async {
    var why: String?
    do { try await work() } catch { why = "\(error)" }
    let effects = world.withLock { world in
      world.release(operation, failing: why)
      return world.takeEffects()
    }
    for effect in effects { carryOut(effect) }
  }
}

extension World {
  fileprivate mutating func takeEffects() -> [Effect] {
    defer { effects = [] }
    return effects
  }
}

extension ServerResponse {
  init(_ reply: Reply) {
    if reply.breaksOff {
      self.init(200, [:], .stream { _ in throw EmulatorError("answer", "as planted") })
      return
    }
    var headers = reply.headers
    if let text = reply.text {
      headers["Content-Type"] = "text/plain; charset=utf-8"
      self.init(reply.status, headers, .bytes(Array(text.utf8)))
    } else if let body = reply.body {
      headers["Content-Type"] = "application/json; charset=utf-8"
      self.init(reply.status, headers, .bytes(JSON.bytes(body)))
    } else {
      self.init(reply.status, headers)
    }
  }
}
