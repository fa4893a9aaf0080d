// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template
import Testing

@testable import Packs

/// Carries out decisions against a ``StubProvider``, one pass after another, as the reconciler does: what is
/// remembered is written before calls that write.
struct Play {
  let decider: Decider
  var provider = StubProvider()
  var facts: Facts
  var now: Int64 = 1000
  var heals = false
  var isDeleting = false
  /// What survives a pass.
  var records: [Record] = []
  var applied: [String: Value] = [:]
  var last = Decision()
  /// What the next pass takes from the last one; nil where it looks at everything.
  var seen: Sightings?
  /// How many calls and writes may still be made before the pass is cut; nil for as many as it takes.
  var budget: Int?
  var steps = 0

  init(_ pack: Pack, _ roots: [String: Value] = [:], _ variables: StubVariables = StubVariables()) {
    decider = Decider(pack)
    facts = Facts(roots, variables: variables)
  }

  static let seal: @Sendable (Value) -> Value = { .string("sealed:" + $0.stableHash) }

  /// One pass.
  mutating func pass() {
    var world = World(facts, records: records, applied: applied, now: now, seal: Self.seal)
    (world.isDeleting, world.heals) = (isDeleting, heals)
    if let seen { world.resume(seen) }
    now += 1
    for _ in 0..<200 {
      let decision = decider.decide(world)
      last = decision
      guard persist(decision) else { return }
      (world.records, world.applied) = (decision.records, decision.applied)
      if decision.calls.isEmpty {
        if seen != nil { seen = world.sightings(after: decision) }
        return
      }
      for call in decision.calls {
        guard step() else { return }
        let reply = provider.answer(call)
        // The answer of a call that is cut is lost; what it did is done.
        guard budget != -1 else { return }
        world.fold(reply, to: call, of: decider.pack)
      }
    }
    last.reports = []
  }

  private mutating func persist(_ decision: Decision) -> Bool {
    guard decision.records != records || decision.applied != applied else { return true }
    guard step() else { return false }
    (records, applied) = (decision.records, decision.applied)
    return true
  }

  /// Counts what can be cut.
  private mutating func step() -> Bool {
    steps += 1
    guard let left = budget else { return true }
    if left == 0 { return false }
    budget = left - 1
    return true
  }

  /// Passes until all is as it shall be, or `limit` passes were made.
  @discardableResult
  mutating func settle(_ limit: Int = 60) -> Bool {
    for _ in 0..<limit {
      pass()
      if isDeleting ? last.isGone : last.isReady { return true }
    }
    return false
  }

  mutating func mustSettle(at location: SourceLocation = #_sourceLocation) {
    let isSettled = settle()
    #expect(isSettled, "\(last.reports)", sourceLocation: location)
  }
}
