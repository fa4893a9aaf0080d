// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import HTTP
import Manifest

/// Many in-memory clusters of one control plane and three workers in one `capctl up`: how long until all
/// are there, how much memory, and what it does when nothing is to be done.
enum ScaleBench {
  /// Seconds without anything to do that are measured.
  private static var idleSeconds: Int {
    ProcessInfo.processInfo.environment["CAPCTL_IDLE_SECONDS"].flatMap { Int($0) } ?? 300
  }

  private static var counts: [Int] {
    let text = ProcessInfo.processInfo.environment["CAPCTL_SCALE"] ?? "10 100 1000"
    return text.split(separator: " ").compactMap { Int($0) }
  }

  static func claims() async throws -> [Claim] {
    var claims: [Claim] = []
    for count in counts {
      let isLast = count == counts.last
      let fleet = try await FleetUnderTest()
      defer { fleet.stop() }
      claims += try await measure(fleet, count, isLast: isLast)
    }
    return claims + [try await slowKeys()]
  }

  /// What RSA keys, which most clusters have, cost beside those of the template.
  private static func slowKeys() async throws -> Claim {
    let fleet = try await FleetUnderTest()
    defer { fleet.stop() }
    let start = ContinuousClock.now
    try await fleet.make(10, keys: "RSA-2048")
    try await fleet.wait(for: 10)
    return limit("10 clusters, RSA-2048", (ContinuousClock.now - start) / .seconds(1), of: 60, "s")
  }

  private static func measure(
    _ fleet: FleetUnderTest, _ count: Int, isLast: Bool
  ) async throws -> [Claim] {
    let start = ContinuousClock.now
    let empty = fleet.memory
    try await fleet.make(count, keys: "ECDSA-P256")
    try await fleet.wait(for: count)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    var claims = [
      limit("\(count) clusters ready", seconds, of: 60 * Double(count) / 1000 + 5, "s"),
      limit(
        "\(count) clusters, memory", Double(fleet.memory - empty) / 1e6,
        of: 500 * Double(count) / 1000 + 50, "MB"),
    ]
    guard isLast else { return claims }
    claims += try await idle(fleet, "\(count) clusters")
    claims.append(limit("first Machine of 500", try await fleet.scale(), of: 1, "s"))
    return claims
  }

  private static func idle(_ fleet: FleetUnderTest, _ name: String) async throws -> [Claim] {
    // What was begun ends first.
    try await Task.sleep(for: .seconds(10))
    let (revision, time) = (try await fleet.revision(), try fleet.processorSeconds())
    try await Task.sleep(for: .seconds(idleSeconds))
    let writes = try await fleet.revision() - revision
    let share = (try fleet.processorSeconds() - time) / Double(idleSeconds) * 100
    return [
      limit("\(name), idle writes", Double(writes), of: 0, ""),
      limit("\(name), idle processor", share, of: 2, "%"),
    ]
  }

  private static func limit(
    _ name: String, _ ours: Double, of limit: Double, _ unit: String
  ) -> Claim {
    let shown = { (number: Double) in "\((number * 10).rounded() / 10) \(unit)" }
    let ratio = limit == 0 ? (ours == 0 ? 0 : .infinity) : ours / limit
    return Claim(name: name, ours: shown(ours), theirs: shown(limit), ratio: ratio, goal: 1)
  }
}
