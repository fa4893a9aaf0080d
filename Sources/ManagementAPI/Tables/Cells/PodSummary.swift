// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What a pod's containers come to: one word, and two numbers.
struct PodSummary {
  private(set) var reason: String
  private(set) var ready: Int64 = 0
  private(set) var restarts: Int64 = 0

  init(_ pod: Value) {
    let status = pod["status"] ?? [:]
    reason = status["phase"]?.string ?? ""
    if let own = status["reason"]?.string, !own.isEmpty { reason = own }
    let count = pod["spec"]?["initContainers"]?.list?.count ?? 0
    if !readFirst(status["initContainerStatuses"]?.list ?? [], of: count) { read(status) }
    guard pod["metadata"]?["deletionTimestamp"] != nil else { return }
    reason = status["reason"] == "NodeLost" ? "Unknown" : "Terminating"
  }

  /// The containers that run before the others; true where one of them is not done.
  private mutating func readFirst(_ statuses: [Value], of count: Int) -> Bool {
    for (index, status) in statuses.enumerated() {
      restarts += status["restartCount"]?.int ?? 0
      let ended = status["state"]?["terminated"]
      if ended?["exitCode"]?.int == 0 { continue }
      if let ended, ended != .null {
        reason = "Init:\(Self.ending(ended))"
      } else if let waiting = status["state"]?["waiting"]?["reason"]?.string, !waiting.isEmpty,
        waiting != "PodInitializing"
      {
        reason = "Init:\(waiting)"
      } else {
        reason = "Init:\(index)/\(count)"
      }
      return true
    }
    return false
  }

  private mutating func read(_ status: Value) {
    restarts = 0
    var isRunning = false
    for container in (status["containerStatuses"]?.list ?? []).reversed() {
      restarts += container["restartCount"]?.int ?? 0
      let state = container["state"] ?? [:]
      if let waiting = state["waiting"]?["reason"]?.string, !waiting.isEmpty {
        reason = waiting
      } else if let ended = state["terminated"], ended != .null {
        reason = Self.ending(ended)
      } else if container["ready"]?.bool == true, state["running"] ?? .null != .null {
        isRunning = true
        ready += 1
      }
    }
    guard reason == "Completed", isRunning else { return }
    let conditions = status["conditions"]?.list ?? []
    let isReady = conditions.contains { $0["type"] == "Ready" && $0["status"] == "True" }
    reason = isReady ? "Running" : "NotReady"
  }

  private static func ending(_ ended: Value) -> String {
    if let reason = ended["reason"]?.string, !reason.isEmpty { return reason }
    if let signal = ended["signal"]?.int, signal != 0 { return "Signal:\(signal)" }
    return "ExitCode:\(ended["exitCode"]?.int ?? 0)"
  }
}
