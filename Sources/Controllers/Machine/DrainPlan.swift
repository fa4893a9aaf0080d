// SPDX-License-Identifier: Apache-2.0

package import Kube
import Site

/// What one pass of draining does: which Pods it evicts, and which it waits for.
package struct DrainPlan: Sendable, Hashable {
  package private(set) var evict: [DrainPod] = []
  package private(set) var terminating: [DrainPod] = []
  package private(set) var unfinished: [DrainPod] = []
  /// Pods of a higher order, whose turn comes when all of the above are gone.
  package private(set) var evictLater: [DrainPod] = []
  package private(set) var unfinishedLater: [DrainPod] = []
  /// Their volumes are not waited for either.
  package private(set) var ignored: [DrainPod] = []

  package init(_ pods: [DrainPod], isNodeReachable: Bool, now: Time) {
    let sorted = pods.sorted { $0.path < $1.path }
    let fates = sorted.map { ($0, $0.fate(isNodeReachable: isNodeReachable, now: now)) }
    let turn = fates.filter { $0.1 != .ignore }.map(\.0.order).min()
    for (pod, fate) in fates {
      switch fate {
      case .ignore: ignored.append(pod)
      case .terminating: terminating.append(pod)
      case .evict where pod.order == turn: evict.append(pod)
      case .evict: evictLater.append(pod)
      case .waitUntilFinished where pod.order == turn: unfinished.append(pod)
      case .waitUntilFinished: unfinishedLater.append(pod)
      }
    }
  }

  /// Seconds of grace for an eviction; nil for the Pod's own. On a Node that cannot be reached the
  /// deletion time is only waited for, so it had better be soon.
  package static func grace(isNodeReachable: Bool) -> Int? { isNodeReachable ? nil : 1 }

  package var isDone: Bool {
    [evict, terminating, unfinished, evictLater, unfinishedLater].allSatisfy(\.isEmpty)
  }
}

extension DrainPlan {
  /// What came of the pass, for the condition. `refusals` says of a Pod in the API server's words why it
  /// was not evicted; a Pod of `evict` without one is on its way, and one in `gone` was found missing.
  package func outcome(
    node: String, started: Time, refusals: [String: String], gone: Set<String> = []
  ) -> MachineDeletion.Progress {
    let going = terminating + evict.filter { refusals[$0.path] == nil && !gone.contains($0.path) }
    var lines: [String] = []
    if !going.isEmpty { lines.append("* \(Self.names(going)): going, not gone yet") }
    lines += refused(refusals)
    if !unfinished.isEmpty {
      lines.append("* \(Self.names(unfinished)): left to finish by themselves")
    }
    if !evictLater.isEmpty { lines.append("* \(Self.names(evictLater)): evicted after those") }
    if !unfinishedLater.isEmpty {
      lines.append("* \(Self.names(unfinishedLater)): left to finish after those")
    }
    guard !lines.isEmpty else { return .done }
    let title = "Draining Node \(node) (since \(started)):"
    return .pending(([title] + lines).joined(separator: "\n"))
  }

  private static let shownCauses = 5

  /// Pods that were refused for the same cause share a line.
  private func refused(_ refusals: [String: String]) -> [String] {
    let pods = evict.filter { refusals[$0.path] != nil }
    let causes = Dictionary(grouping: pods) { refusals[$0.path] ?? "" }
      .sorted { $0.key < $1.key }
    var lines = causes.prefix(Self.shownCauses).map { "* \(Self.names($1)): \($0)" }
    let rest = causes.dropFirst(Self.shownCauses).reduce(0) { $0 + $1.value.count }
    if rest > 0 { lines.append("* \(rest) \(rest == 1 ? "Pod" : "Pods") refused for other causes") }
    return lines
  }

  private static func names(_ pods: [DrainPod]) -> String {
    "\(pods.count == 1 ? "Pod" : "Pods") \(pods.map(\.path).shortened())"
  }
}
