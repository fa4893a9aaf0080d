// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Manifest
import Spawn
import TestKit
import Testing

/// The process is killed while it fetches, builds, applies and prunes: the next one goes on, and forgets
/// nothing.
struct FollowCrashTests {
  private static let names = (0..<40).map { "c\($0)" }

  private func manifest(_ name: String, _ round: Int) -> String {
    """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: \(name), namespace: default}
    data: {round: "\(round)"}

    """
  }

  @Test func `what is left after kills is what the last commit says`() async throws {
    let isLong = ProcessInfo.processInfo.environment["CAPCTL_SOAK"] != nil
    let seed = UInt64.random(in: 0 ... .max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    try await withTemporaryDirectory { folder in
      let repository = try await FleetRepository(in: folder)
      let data = folder.appending(path: "data")
      let words = ["--repo", repository.origin.path, "--path", "all", "--interval", "1s"]
      try await repository.commit(["all/README.md": "none\n"])
      var present: Set<String> = []
      for round in 0..<(isLong ? 100 : 4) {
        let next = Set(Self.names.filter { _ in Bool.random(using: &random) })
        try await Server.run(in: data, words) { server in
          try await repository.commit(files(from: present, to: next, round))
          // From before the fetch until after the last object has gone.
          usleep(UInt32.random(in: 0...300_000, using: &random))
          kill(server.daemon.process, SIGKILL)
        }
        present = next
        if !isLong || round % 10 == 9 {
          try await check(data, words, present, "round \(round), seed \(seed)")
        }
      }
    }
  }

  private func files(
    from old: Set<String>, to new: Set<String>, _ round: Int
  ) -> [String: String?] {
    var files: [String: String?] = [:]
    for name in old.subtracting(new) { files["all/\(name).yaml"] = .some(nil) }
    for name in new { files["all/\(name).yaml"] = manifest(name, round) }
    return files
  }

  /// Everything of the commit is there, nothing of earlier ones, and the inventory says the same.
  private func check(
    _ data: URL, _ words: [String], _ wanted: Set<String>, _ place: String
  ) async throws {
    try await Server.run(in: data, words) { server in
      try await eventually("all is as committed (\(place))") {
        let objects = try await server.kubectl(
          "get", "configmaps", "-n", "default", "-o", "jsonpath={.items[*].metadata.name}")
        let inventory = try await server.kubectl(
          "get", "kustomization", "management", "-n", "capctl-system", "-o",
          "jsonpath={.status.inventory.entries[*].id}")
        let found = Set(objects.text.split(separator: " ").map(String.init))
          .filter { Self.names.contains($0) }
        let known = Set(inventory.text.split(separator: " ").map(String.init))
        return found == wanted && known == Set(wanted.map { "default_\($0)__ConfigMap" })
      }
    }
  }
}
