// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// What the status of a GitOpsAgent says of its clusters. Pure.
struct AgentReport {
  let clusters: [Value]
  let ready: Condition

  /// - Parameters:
  ///   - former: The entries as they were.
  ///   - names: The clusters that it is for.
  ///   - states: What is known now.
  ///   - now: What time it is.
  init(former: [Value], names: [String], states: [String: AgentState], at now: Time) {
    let old = Dictionary(former.map { ($0["name"]?.string ?? "", $0) }) { one, _ in one }
    // Those that are no longer meant are shown until their agent is gone.
    let leaving = old.keys.filter { name in
      !names.contains(name) && states[name].map { $0.word != .removed } ?? true
    }
    clusters = (names + leaving).sorted().map { name in
      guard let state = states[name] else {
        return old[name] ?? AgentState(word: .waiting).entry(of: name, since: now)
      }
      let isSame = old[name]?["state"]?.string == state.word.rawValue
      let since = isSame ? old[name]?["since"]?.string.flatMap(Time.init) : nil
      return state.entry(of: name, since: since ?? now)
    }
    ready = Self.condition(clusters)
  }

  private static func condition(_ clusters: [Value]) -> Condition {
    let waiting = clusters.filter { $0["state"]?.string != AgentState.Word.ready.rawValue }
    guard !waiting.isEmpty else {
      let text = clusters.isEmpty ? "no cluster matches" : "\(clusters.count) clusters"
      return Condition(FluxConditions.ready, .yes, reason: "Ready", message: text)
    }
    let lines = waiting.prefix(5).map { entry in
      let words = [entry["state"]?.string, entry["message"]?.string].compactMap(\.self)
      return "* \(entry["name"]?.string ?? ""): \(words.joined(separator: ": "))"
    }
    let rest = waiting.count > 5 ? ["* … and \(waiting.count - 5) more"] : []
    let head = "\(clusters.count - waiting.count) of \(clusters.count) clusters are ready"
    return Condition(
      FluxConditions.ready, .no, reason: "NotReady",
      message: ([head] + lines + rest).joined(separator: "\n"))
  }
}
