// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template
import Testing

@testable import Packs

/// A plan lists the calls that an apply makes.
struct PlanTests {
  private static let text = """
    resources:
      - name: group
        at: /groups/$<spec.name>
        owned: {path: tags, marks: {owner: me}}
        body: {size: $<spec.size>}
      - name: net
        at: $<group.id>/net
        body: {needs: [$<group.id>]}
      - name: sub
        forEach: $<spec.subs>
        at: $<net.id>/$<item>
        lock: net
        body: {needs: [$<net.id>]}
      - name: vm
        at: /vms/$<spec.name>
        after: [sub]
        immutable: [sku]
        body: {needs: [$<net.id>], sku: $<spec.sku>, address: $<group.address:=none>}
        actions: [{name: start, path: $<self.at>/start, when: {path: running, not: true}}]
        ready: {path: running}
    """

  private static let roots: [String: Value] = [
    "spec": ["name": "a", "size": 1, "sku": "x", "subs": ["p", "q"]]
  ]

  enum Case: CaseIterable, Sendable {
    case create, half, nothing, change, scaleUp, scaleDown, replace, drift, healed, lost, delete
  }

  private func prepare(_ one: Case) throws -> Play {
    var play = Play(try pack(Self.text), Self.roots)
    if one == .create { return play }
    if one == .half {
      play.budget = 5
      play.pass()
      play.budget = nil
      return play
    }
    play.mustSettle()
    switch one {
    case .change: play.facts.roots["spec"]?["size"] = 2
    case .scaleUp: play.facts.roots["spec"]?["subs"] = ["p", "q", "r"]
    case .scaleDown: play.facts.roots["spec"]?["subs"] = ["q"]
    case .replace: play.facts.roots["spec"]?["sku"] = "y"
    case .drift, .healed: play.provider.documents["/groups/a"]?["size"] = 7
    case .lost: play.provider.documents["/vms/a"] = nil
    default: break
    }
    play.heals = one == .healed || one == .lost
    play.isDeleting = one == .delete
    return play
  }

  @Test(arguments: Case.allCases)
  func `what a plan says is what is called`(_ one: Case) throws {
    var play = try prepare(one)
    let before = play.provider.documents
    let planned = play.plan()
    #expect(play.provider.documents == before)
    play.provider.log = []
    if one != .drift { play.mustSettle() } else { play.pass() }
    let made = play.provider.log.filter { !$0.hasPrefix("GET") }
    #expect(planned.sorted() == made.sorted())
    #expect(made.isEmpty == [.nothing, .drift].contains(one))
  }
}

extension Play {
  /// The calls that would be made, and only reads.
  fileprivate mutating func plan() -> [String] {
    var world = World(facts, records: records, applied: applied, now: now, seal: Self.seal)
    (world.isDeleting, world.heals) = (isDeleting, heals)
    var told: [String] = []
    for _ in 0..<200 {
      let decision = decider.decide(world)
      (world.records, world.applied) = (decision.records, decision.applied)
      if decision.calls.isEmpty { break }
      for call in decision.calls {
        if call.isWrite {
          told.append("\(call.method) \(call.target)")
          world.assume(call)
        } else if case .poll = call.purpose {
          world.assume(call)
        } else {
          world.fold(provider.answer(call), to: call, of: decider.pack)
        }
      }
    }
    return told
  }
}
