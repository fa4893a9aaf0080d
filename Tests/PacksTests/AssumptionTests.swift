// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

@testable import Packs

/// What a pass was only told to have done, a later pass goes on with.
struct AssumptionTests {
  private static let text = """
    resources:
      - name: net
        at: /nets/$<spec.name>
        owned: {path: tags, marks: {owner: me}}
        body: {servers: $<spec.servers>}
      - name: vm
        at: $<net.id>/vm
        owned: {path: tags, marks: {owner: me}}
        body: {address: $<net.address>}
    """

  /// Passes until nothing is decided any more; every write is taken to have worked.
  private func pass(
    _ pack: Pack, _ world: inout World, deletes: Bool = false
  ) -> (told: [String], decision: Decision) {
    world.isDeleting = deletes
    var told: [String] = []
    while true {
      let decision = Decider(pack).decide(world)
      (world.records, world.applied) = (decision.records, decision.applied)
      guard !decision.calls.isEmpty, told.count < 20 else { return (told, decision) }
      for call in decision.calls {
        if call.isWrite {
          told.append("\(call)")
          world.assume(call)
        } else {
          world.assumeAbsence(for: call, of: pack)
        }
      }
    }
  }

  private func world(_ servers: Value, after former: World? = nil) -> World {
    let roots: [String: Value] = ["spec": ["name": "a", "servers": servers]]
    var world = World(
      Facts(roots), records: former?.records ?? [], applied: former?.applied ?? [:], now: 0,
      seal: { $0 })
    if let former { world.assumptions = former.assumptions }
    return world
  }

  @Test func `a later pass makes nothing again, and changes what is to be different`() throws {
    let pack = try pack(Self.text)
    var first = world(["x"])
    let made = pass(pack, &first)
    #expect(made.told == ["PUT /nets/a", "PUT /nets/a/vm"])
    #expect(made.decision.isReady)
    var second = world(["x"], after: first)
    #expect(pass(pack, &second).told.isEmpty)
    var third = world(["x", "y"], after: second)
    #expect(pass(pack, &third).told == ["PUT /nets/a"])
    var fourth = world(["x", "y"], after: third)
    #expect(pass(pack, &fourth).told.isEmpty)
    var last = world(["x", "y"], after: fourth)
    let gone = pass(pack, &last, deletes: true)
    #expect(gone.told == ["DELETE /nets/a/vm", "DELETE /nets/a"])
    #expect(gone.decision.isGone)
    var again = world([], after: last)
    #expect(pass(pack, &again, deletes: true).told.isEmpty)
  }
}
