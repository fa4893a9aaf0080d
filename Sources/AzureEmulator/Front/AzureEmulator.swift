// SPDX-License-Identifier: Apache-2.0

import HTTP
import Log
import PKI
package import Serving

/// An Azure of its own on loopback: sign-in, instance metadata and Azure Resource Manager.
package final class AzureEmulator: Sendable {
  private let core: Core
  private let server: HTTPServer

  /// Starts one that nobody can reach before `listen`. With `machines`, virtual machines are made for real.
  package init(_ settings: Settings, machines: (any Machines)? = nil) throws {
    var settings = settings
    settings.hasMachines = machines != nil
    settings.ground = machines?.ground
    let core = Core(World(settings, start: Double(Timestamp.now.seconds)), machines)
    self.core = core
    var limits = ServerLimits()
    limits.bodyBytes = 16 << 20
    server = try HTTPServer(limits) { request in await core.answer(request) }
    if let host = machines?.ground?.host { try core.openMetadata(at: host) }
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

  package func shutDown() async {
    await server.shutDown(within: .seconds(1))
    await core.shutDown()
  }

  /// An identity for TLS on this machine, and the authority that clients have to trust, PEM.
  package static func identity() async throws -> (identity: ServerIdentity, authority: String) {
    let authority = try await Authority.make("Azure emulator", .ecdsaP256)
    let leaf = Leaf(Subject("localhost"), for: [.server], names: ["localhost", "127.0.0.1"])
    let own = try await authority.issue(leaf, .ecdsaP256)
    let identity = ServerIdentity(certificates: own.certificate.pem, key: own.key.pem)
    return (identity, authority.certificate.pem)
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
