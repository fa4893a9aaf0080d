// SPDX-License-Identifier: Apache-2.0

import HTTP
import Log
import Manifest
import PKI
package import Serving
import Synchronization

/// An Azure of its own on loopback: sign-in, instance metadata and Azure Resource Manager.
package final class AzureEmulator: Sendable {
  private let core: Core
  private let server: HTTPServer

  /// Starts one that nobody can reach before `listen`. With `machines`, virtual machines are made for real.
  package init(_ settings: Settings, machines: (any Machines)? = nil) throws {
    var settings = settings
    settings.hasMachines = machines != nil
    let core = Core(World(settings, start: Double(Timestamp.now.seconds)), machines)
    self.core = core
    var limits = ServerLimits()
    limits.bodyBytes = 16 << 20
    server = try HTTPServer(limits) { request in await core.answer(request) }
  }

  /// Takes clients; with TLS if there is an identity.
  @discardableResult
  package func listen(
    at address: ListenAddress = .tcp("127.0.0.1", port: 0), as identity: ServerIdentity? = nil
  ) throws -> ListenAddress {
    try server.listen(at: address, as: identity)
  }

  /// Answers a call without a server.
  package func answer(_ call: Call) -> Reply { core.answer(call) }

  package func shutDown() async { await server.shutDown(within: .seconds(1)) }

  /// An identity for TLS on this machine, and the authority that clients have to trust, PEM.
  package static func identity() async throws -> (identity: ServerIdentity, authority: String) {
    let authority = try await Authority.make("Azure emulator", .ecdsaP256)
    let leaf = Leaf(Subject("localhost"), for: [.server], names: ["localhost", "127.0.0.1"])
    let own = try await authority.issue(leaf, .ecdsaP256)
    let identity = ServerIdentity(certificates: own.certificate.pem, key: own.key.pem)
    return (identity, authority.certificate.pem)
  }
}

/// What answers calls, and carries out what they order.
private final class Core: Sendable {
  private let world: Mutex<World>
  private let machines: (any Machines)?
  private let start = ContinuousClock.now

  init(_ world: sending World, _ machines: (any Machines)?) {
    self.world = Mutex(world)
    self.machines = machines
  }

  func answer(_ call: Call) -> Reply {
    let (reply, effects) = world.withLock { world in
      let reply = world.answer(call, at: ContinuousClock.now - start)
      defer { world.effects = [] }
      return (reply, world.effects)
    }
    for effect in effects { carryOut(effect) }
    return reply
  }

  func answer(_ request: ServerRequest) async -> ServerResponse {
    let reply = answer(Call(request))
    if reply.breaksOff {
      return ServerResponse(200, [:], .stream { _ in throw EmulatorError("answer", "as planted") })
    }
    var headers = reply.headers
    guard let body = reply.body else { return ServerResponse(reply.status, headers) }
    headers["Content-Type"] = "application/json; charset=utf-8"
    return ServerResponse(reply.status, headers, .bytes(JSON.bytes(body)))
  }

  /// Nobody waits for it: whoever asked polls for its end.
  private func carryOut(_ effect: Effect) {
    guard let machines else { return }
    Task {
      switch effect {
      case .create(let order, let operation):
        await end(operation) { try await machines.create(order) }
      case .delete(let id, let operation):
        await end(operation) { try await machines.delete(id) }
      }
    }
  }

  private func end(_ operation: String, after work: () async throws -> Void) async {
    var why: String?
    do { try await work() } catch { why = "\(error)" }
    world.withLock { $0.release(operation, failing: why) }
  }
}

extension Call {
  init(_ request: ServerRequest) {
    let isEncrypted = if case .tls = request.peer { true } else { false }
    let host = request.headers["Host"] ?? "localhost"
    self.init(
      request.method, request.path, query: request.query, headers: request.headers,
      body: request.body, base: "\(isEncrypted ? "https" : "http")://\(host)")
  }
}
