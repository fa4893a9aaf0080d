// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Kube
import Log
import ManagementAPI
import PKI
import Plane
import Provider
import Runtime
import Serving
import Synchronization

/// In-memory clusters live in the management plane's store, each with an address of its own.
final class PlaneHost: ClusterHost {
  private let plane: Plane
  private let log: Logger
  private let listening: String
  let address: String
  private let doors = Mutex<[Key: ListenAddress]>([:])

  init(_ plane: Plane, log: Logger) {
    self.plane = plane
    self.log = log
    listening = if case .tcp(let host, _) = plane.address { host } else { "127.0.0.1" }
    // Where a server listens at all addresses, clients of this machine take the nearest.
    address =
      switch listening {
      case "0.0.0.0": "127.0.0.1"
      case "::": "::1"
      default: listening
      }
  }

  func client(of cluster: Key) -> any KubeClient { plane.api.client(of: "\(cluster)") }

  func prepare(_ cluster: Key) async throws(StatusError) {
    try await plane.api.prepare("\(cluster)")
  }

  func erase(_ cluster: Key) async throws(StatusError) {
    try await plane.api.erase("\(cluster)")
  }

  func isFree(_ port: UInt16) -> Bool { ListenAddress.tcp(listening, port: port).isFree }

  func open(_ cluster: Key, port: UInt16, authority: KeyPair) async throws {
    let (names, log) = (serverNames, log)
    try doors.withLock { doors in
      guard doors[cluster] == nil else { return }
      doors[cluster] = try plane.open("\(cluster)", at: .tcp(listening, port: port)) {
        do {
          return try await Self.identity(names, by: authority.authority())
        } catch {
          log.error(
            "an in-memory cluster cannot be served", ["cluster": cluster, "error": "\(error)"])
          throw error
        }
      }
    }
  }

  private var serverNames: [String] {
    [
      address, "127.0.0.1", "localhost", "kubernetes", "kubernetes.default",
      "kubernetes.default.svc",
    ]
  }

  private static func identity(
    _ names: [String], by authority: Authority
  ) async throws -> ServerIdentity {
    var leaf = Leaf(Subject("kube-apiserver"), for: [.server], names: names)
    leaf.lifetime = .years(10)
    let identity = try await authority.issue(leaf, .ecdsaP256)
    return ServerIdentity(
      certificates: identity.certificate.pem, key: identity.key.pem,
      clientAuthorities: authority.certificate.pem)
  }

  func close(_ cluster: Key) {
    let door = doors.withLock { $0.removeValue(forKey: cluster) }
    if let door { plane.close(door) }
  }
}
