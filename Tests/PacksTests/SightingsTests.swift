// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

@testable import Packs

/// How little is asked, where nothing but operations can have changed anything.
struct SightingsTests {
  private static let network = """
    resources:
      - name: group
        at: /groups/a
        body: {}
      - name: net
        at: /groups/a/net
        deletedWith: group
        body: {}
      - name: rules
        at: /groups/a/rules
        deletedWith: group
        body: {}
      - name: subnet
        at: $<net.id>/subnets/x
        after: [rules]
        body: {}
      - name: peer
        at: /peers/a
        waitFor: $<infra.ready>
        body: {}
    """

  private func play(patience: Int) throws -> Play {
    var play = Play(try pack(Self.network), ["infra": ["ready": true]])
    play.provider.patience = patience
    return play
  }

  private func reads(_ play: Play, of path: String) -> Int {
    play.provider.log.filter { $0 == "GET \(path)" }.count
  }

  @Test func `what was seen in order is not looked at again while others are made`() throws {
    var play = try play(patience: 3)
    play.seen = Sightings()
    play.mustSettle()
    // What is made has its end seen once, and was looked for once where it could have been there.
    #expect(reads(play, of: "/groups/a") == 2)
    #expect(reads(play, of: "/peers/a") == 2)
    #expect(reads(play, of: "/groups/a/net") == 1)
    #expect(reads(play, of: "/groups/a/net/subnets/x") == 1)
  }

  @Test func `without what was seen everything is looked at`() throws {
    var play = try play(patience: 3)
    play.mustSettle()
    #expect(reads(play, of: "/groups/a") > 3)
  }

  @Test func `each operation is asked for in its time`() throws {
    var play = try play(patience: 30)
    play.pass()
    var world = World(play.facts, records: play.records, now: play.now, seal: Play.seal)
    var seen = Sightings()
    for (name, pause) in [("group", Int64(5)), ("peer", 9)] {
      let call = ProviderCall(
        resource: name, purpose: .poll("op"), method: "GET", target: "/")
      world.fold(.running("op", retryAfter: pause), to: call, of: play.decider.pack)
    }
    seen = world.sightings(after: play.last)
    world.now += 6
    world.resume(seen)
    #expect(world.nextQuestion == 3)
    let polls = Decider(play.decider.pack).decide(world).calls.filter(\.isPoll)
    #expect(polls.map(\.resource) == ["group"])
  }

  @Test(arguments: [(10, 2), (64, 4), (200, 12), (10_000, 30)])
  func `what has taken long is asked for less often`(elapsed: Int64, pause: Int64) throws {
    var play = try play(patience: 30)
    play.pass()
    var world = World(
      play.facts, records: play.records, now: play.now - 1 + elapsed, seal: Play.seal)
    let call = ProviderCall(resource: "group", purpose: .poll("op"), method: "GET", target: "/")
    world.fold(.running("op", retryAfter: 2), to: call, of: play.decider.pack)
    #expect(world.nextQuestion == pause)
  }

  @Test func `what is deleted is looked at before`() throws {
    var play = try play(patience: 3)
    play.mustSettle()
    var world = World(play.facts, records: play.records, now: play.now, seal: Play.seal)
    world.isDeleting = true
    world.fold(
      Reply(200, [:]),
      to: ProviderCall(resource: "net", purpose: .read, method: "GET", target: "/groups/a/net"),
      of: play.decider.pack)
    world.resume(world.sightings(after: play.last))
    #expect(world.sights.isEmpty)
  }

  @Test func `what may not begin is not looked for`() throws {
    var play = try play(patience: 0)
    play.facts.roots["infra"] = nil
    play.pass()
    #expect(reads(play, of: "/peers/a") == 0)
    let story = play.last.reports.map(\.message)
    #expect(story.contains("waits for infra.ready"), "\(story)")
    play.facts.roots["infra"] = ["ready": true]
    play.mustSettle()
    // Once it was there it is looked at, whatever holds.
    play.facts.roots["infra"] = nil
    let before = reads(play, of: "/peers/a")
    play.mustSettle()
    #expect(reads(play, of: "/peers/a") > before)
  }
}
