// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import TestKit

/// Repositories behind a real sshd: one that says which clusters there are, and one for what is in them.
struct GitPlace: Sendable {
  let fleet: FleetRepository
  let platform: FleetRepository
  private let sshd: SSHServer
  private let hosts: String
  private let place: Place

  /// Runs `body` beside a `capctl up` that follows the first of them, in which these files are.
  static func serve(
    _ files: [String: String], in place: Place,
    _ body: (GitPlace, RealCluster) async throws -> Void
  ) async throws {
    let fleet = try await FleetRepository(in: place.folder.appending(path: "fleet"))
    let platform = try await FleetRepository(in: place.folder.appending(path: "platform"))
    try await fleet.commit(files.mapValues { Optional($0) })
    try await SSHServer.run { sshd in
      let hosts = try place.folder.write(sshd.knownHosts(), to: "known_hosts").path
      let git = GitPlace(
        fleet: fleet, platform: platform, sshd: sshd, hosts: hosts, place: place)
      let words = [
        "--repo", url(fleet, sshd), "--path", "clusters", "--interval", "1s", "--repo-secret",
        "deploy-key",
      ]
      try await place.serve(following: words) { cluster in
        try await git.signIn(cluster, "capctl-system", sshd, hosts)
        try await body(git, cluster)
      }
    }
  }

  /// Runs `body` beside another sshd, which nodes reach too, by the address that this machine has in
  /// their network.
  func offerInside(
    _ cluster: RealCluster, _ body: (_ outside: String, _ inside: String) async throws -> Void
  ) async throws {
    let gateway = try await gateway(cluster)
    try await SSHServer.run(directives: ["ListenAddress \(gateway)"]) { sshd in
      let hosts = try place.folder.write(sshd.knownHosts(), to: "platform_hosts").path
      try await signIn(cluster, "default", sshd, hosts)
      let outside = Self.url(platform, sshd)
      try await body(outside, outside.replacing("127.0.0.1", with: gateway))
    }
  }

  private static func url(_ repository: FleetRepository, _ sshd: SSHServer) -> String {
    "ssh://\(sshd.user)@127.0.0.1:\(sshd.port)\(repository.origin.path)"
  }

  private func signIn(
    _ cluster: RealCluster, _ namespace: String, _ sshd: SSHServer, _ hosts: String
  ) async throws {
    try await cluster.kubectl(
      "create", "secret", "generic", "deploy-key", "-n", namespace,
      "--from-file=identity=\(sshd.identity(.ed25519).path)", "--from-file=known_hosts=\(hosts)")
  }

  /// The address of this machine in the network of the nodes.
  private func gateway(_ cluster: RealCluster) async throws -> String {
    let format = "{{range .NetworkSettings.Networks}}{{println .Gateway}}{{end}}"
    let text = try await cluster.engine.docker("inspect", "-f", format, "\(cluster.name)-lb")
    guard let address = text.lines.first else {
      throw TestFailure("offer a repository to nodes", "they have no way to this machine")
    }
    return address
  }
}
