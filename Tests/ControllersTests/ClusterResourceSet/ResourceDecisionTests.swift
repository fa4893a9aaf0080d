// SPDX-License-Identifier: Apache-2.0

import Controllers
import Testing

@Suite struct ResourceDecisionTests {
  static func decide(
    _ data: [String: String], _ strategy: ResourceDecision.Strategy,
    _ record: ResourceDecision.Record?
  ) -> ResourceDecision {
    ResourceDecision(data.mapValues { Array($0.utf8) }, strategy: strategy, record: record)
  }

  static func hash(_ data: [String: String]) -> String? {
    if case .apply(let hash) = decide(data, .reconcile, nil) { hash } else { nil }
  }

  @Test func `what was never applied is, whatever the strategy`() {
    for strategy in [ResourceDecision.Strategy.applyOnce, .reconcile] {
      #expect(Self.decide(["a": "1"], strategy, nil) != .skip)
      #expect(Self.decide(["a": "1"], strategy, .init(isApplied: false, hash: "x")) != .skip)
    }
  }

  @Test func `ApplyOnce means once, Reconcile follows the content`() {
    let record = ResourceDecision.Record(isApplied: true, hash: Self.hash(["a": "1"]))
    #expect(Self.decide(["a": "1"], .applyOnce, record) == .skip)
    #expect(Self.decide(["a": "2"], .applyOnce, record) == .skip)
    #expect(Self.decide(["a": "1"], .reconcile, record) == .skip)
    #expect(
      Self.decide(["a": "2"], .reconcile, record) == .apply(hash: Self.hash(["a": "2"]) ?? ""))
    #expect(Self.decide(["a": "1"], .reconcile, .init(isApplied: true)) != .skip)
  }

  @Test func `hashes tell contents apart, not orders`() {
    let contents: [[String: String]] = [
      [:], ["a": ""], ["a": "1"], ["a": "1", "b": "2"], ["a": "12"], ["a1": ""], ["b": "1"],
      ["a": "1b1:2"], ["a": "", "b": ""],
    ]
    #expect(Set(contents.map(Self.hash)).count == contents.count)
    #expect(Self.hash(["x": "1", "y": "2"]) == Self.hash(["y": "2", "x": "1"]))
  }
}
