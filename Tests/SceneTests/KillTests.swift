// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Manifest
import Spawn
import TestKit
import Testing

extension ShortLives {
  /// The server is killed at random moments while it makes, changes and takes away a cluster.
  struct KillTests {
    @Test func `a server that is killed at any moment goes on, and makes no machine twice`()
      async throws
    {
      let isLong = ProcessInfo.processInfo.environment["CAPCTL_SOAK"] != nil
      let seed = UInt64.random(in: 0 ... .max)
      print("seed \(seed)")
      var random = SeededRandom(seed)
      // Three kills each.
      for life in 0..<(isLong ? 10 : 1) {
        let moments = [40.0, 25.0, 5.0].map { Double.random(in: 0...$0, using: &random) }
        do {
          try await live(killedAfter: moments)
          print("life \(life): killed \(moments.map { Int($0) }) s after create, scale and delete")
        } catch {
          throw TestFailure(
            "live through kills", "seed \(seed), life \(life), at \(moments): \(error)")
        }
      }
    }

    private func live(killedAfter seconds: [Double]) async throws {
      try await Place.with { place in
        try await Made.watch(place) { made in
          try await play(in: place, killedAfter: seconds)
          #expect(try await place.engine.containers(of: place.cluster) == [])
          try await eventually("the engine has told of a load balancer and three machines") {
            try made().count >= 4
          }
          let counts = try made()
          #expect(counts.values.allSatisfy { $0 == 1 }, "\(counts)")
        }
      }
    }

    private func play(in place: Place, killedAfter seconds: [Double]) async throws {
      try await place.serve { cluster in
        try await cluster.apply(try await place.manifest(workers: 1))
        try await kill(cluster.server, after: seconds[0])
      }
      try await place.serve { cluster in
        try await cluster.becomesReady(workers: 1)
        try await cluster.patch("machinedeployment/\(cluster.name)-md-0", "spec: {replicas: 2}")
        try await kill(cluster.server, after: seconds[1])
      }
      try await place.serve { cluster in
        try await cluster.becomesReady(workers: 2)
        try await cluster.kubectl("delete", "cluster", cluster.name, "--wait=false")
        try await kill(cluster.server, after: seconds[2])
      }
      try await place.serve { cluster in
        try await eventually("the cluster is gone", every: .seconds(1)) {
          try await cluster.list("clusters,machines,dockermachines").isEmpty
        }
      }
    }

    private func kill(_ server: Server, after seconds: Double) async throws {
      try await Task.sleep(for: .seconds(seconds))
      Glibc.kill(server.daemon.process, SIGKILL)
    }
  }
}

/// The containers that an engine makes for a cluster, as it tells of them while it does: it forgets soon.
enum Made {
  /// Runs `body`, which may ask how many containers were made so far for each object that owns them.
  static func watch(
    _ place: Place, _ body: (() throws -> [String: Int]) async throws -> Void
  ) async throws {
    let start = try await place.engine.docker("info", "-f", "{{.SystemTime}}").lines.first ?? ""
    var command = Command(
      try Part.path("docker"),
      [
        "events", "--since", start, "--filter", "event=create", "--filter",
        "label=io.x-k8s.kind.cluster=\(place.cluster)", "--format", "{{json .Actor.Attributes}}",
      ])
    command.environment = .exactly(["DOCKER_HOST": place.engine.address, "HOME": "/root"])
    // It tells what happened since, whenever it comes to listen.
    try await Daemon.run(command, until: .holds { true }) { events in
      try await body { try count(events.lines) }
    }
  }

  private static func count(_ lines: [String]) throws -> [String: Int] {
    var owners: [String: Int] = [:]
    for line in lines {
      let attributes = try JSON.parse(Array(line.utf8))
      let owner = attributes["dev.capctl.owner"]?.string ?? ""
      owners["\(owner) \(attributes["name"]?.string ?? "")", default: 0] += 1
    }
    return owners
  }
}
