// SPDX-License-Identifier: Apache-2.0

package import Kube

/// The conditions `ScalingUp`, `ScalingDown` and `RollingOut` of whatever owns Machines.
package struct ScalingReport: Sendable {
  package let wanted: Int
  package let existing: Int
  package var isDeleting = false
  /// What Machines cannot be made without: `DockerMachineTemplate demo/md does not exist`, the failures
  /// of preflight checks.
  package var obstacles: [String] = []
  /// Machines that are going: since when, and what their own condition says.
  package var going: [Going] = []
  /// Why Machines are being replaced, by the Machine's name.
  package var outdated: [String: [String]] = [:]

  /// One Machine that is going.
  package struct Going: Sendable, Hashable {
    package let name: String
    package let since: Time
    package let message: String

    package init(_ name: String, since: Time, message: String) {
      self.name = name
      self.since = since
      self.message = message
    }
  }

  package init(wanted: Int, existing: Int) {
    self.wanted = wanted
    self.existing = existing
  }

  /// After so long a deletion is worth a look.
  package static let staleAfter = Duration.seconds(15 * 60)

  private var target: Int { isDeleting ? 0 : wanted }

  package var scalingUp: Condition {
    let blocked = obstacles.map { "\n* \($0)" }.joined()
    guard existing < target else {
      return Condition(
        "ScalingUp", .no, reason: "NotScalingUp",
        message: isDeleting || blocked.isEmpty ? "" : "Scaling up would be blocked:\(blocked)")
    }
    return Condition(
      "ScalingUp", .yes, reason: "ScalingUp",
      message: "Scaling up from \(existing) to \(target) replicas"
        + (blocked.isEmpty ? "" : " is blocked:\(blocked)"))
  }

  package func scalingDown(now: Time) -> Condition {
    guard existing > target else {
      return Condition("ScalingDown", .no, reason: "NotScalingDown")
    }
    return Condition(
      "ScalingDown", .yes, reason: "ScalingDown",
      message: ([
        "Scaling down from \(existing) to \(target) replicas"
      ] + staleLines(now)).joined(separator: "\n"))
  }

  /// The three that have been going longest, if that is long: their own first line says what holds them.
  private func staleLines(_ now: Time) -> [String] {
    let stale = going.filter { now - $0.since >= Self.staleAfter }
      .sorted { ($0.since, $0.name) < ($1.since, $1.name) }
    let lines = stale.prefix(3).map { machine in
      let cause = machine.message.split(separator: "\n").first.map { ": \($0)" } ?? ""
      return "* Machine \(machine.name) has been going since \(machine.since)\(cause)"
    }
    return stale.count > 3 ? lines + ["* ... (\(stale.count - 3) more)"] : lines
  }

  package var rollingOut: Condition {
    guard !outdated.isEmpty else {
      return Condition("RollingOut", .no, reason: "NotRollingOut")
    }
    // A new version is what people look for first.
    let reasons = Set(outdated.values.joined()).sorted { left, right in
      let (mine, theirs) = (left.hasPrefix("Version "), right.hasPrefix("Version "))
      return mine == theirs ? left < right : mine
    }
    let count = outdated.count
    return Condition(
      "RollingOut", .yes, reason: "RollingOut",
      message: (["Rolling out \(count) not up-to-date \(count == 1 ? "replica" : "replicas")"]
        + reasons.map { "* \($0)" }).joined(separator: "\n"))
  }
}
