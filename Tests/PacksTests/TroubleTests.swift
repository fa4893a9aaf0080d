// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template
import Testing

@testable import Packs

struct TroubleTests {
  private static let text = """
    resources:
      - {name: a, at: /a, body: {x: $<spec.x>}}
      - {name: b, at: /b, body: {}}
    errors:
      - {code: Quota, then: giveUp, hint: ask for more}
    """

  private func play(_ refusals: [(Int, String?, Int64?)]) throws -> Play {
    var play = Play(try pack(Self.text), ["spec": ["x": 1]])
    play.provider.refusals = refusals.map { status, code, after in
      var reply = Reply(status)
      (reply.code, reply.retryAfter, reply.message) = (code, after, "no")
      return reply
    }
    return play
  }

  /// What an answer means, and when it is tried again.
  @Test(
    arguments: [
      (0, nil, nil, ErrorRule.Response.retry, 2), (500, nil, nil, .retry, 2),
      (409, nil, nil, .retry, 2), (401, nil, nil, .retry, 2), (429, nil, nil, .wait, 60),
      (429, nil, 7, .wait, 7), (503, nil, 9, .wait, 9), (400, nil, nil, .giveUp, 600),
      (422, nil, nil, .giveUp, 600), (409, "Quota", nil, .giveUp, 600),
    ] as [(Int, String?, Int64?, ErrorRule.Response, Int64)])
  func `each answer has its class`(
    _ status: Int, _ code: String?, _ after: Int64?, _ response: ErrorRule.Response,
    _ again: Int64
  ) throws {
    var play = try play([(status, code, after)])
    play.pass()
    let report = try #require(play.last.reports.first { $0.resource == "a" })
    #expect(report.trouble?.response == response)
    #expect(play.last.again == again)
    #expect(report.message.hasPrefix("PUT /a: " + (code.map { "\($0): " } ?? "") + "no"))
    #expect(report.message.hasSuffix("; ask for more") == (code == "Quota"))
    // The others go on.
    #expect(play.provider.documents["/b"] != nil)
  }

  @Test func `what was refused for good is asked for again when it changes`() throws {
    var play = try play([(400, "Bad", nil)])
    for _ in 1...3 { play.pass() }
    #expect(play.provider.log.filter { $0 == "PUT /a" }.count == 1)
    #expect(play.last.reports.first?.message == "PUT /a: Bad: no (400)")
    play.facts.roots["spec"] = ["x": 2]
    play.mustSettle()
    #expect(play.provider.documents["/a"]?["x"] == 2)
  }

  @Test func `what was refused for good is asked for again after ten minutes`() throws {
    var play = try play([(400, "Bad", nil)])
    play.pass()
    play.now += 601
    play.mustSettle()
  }

  @Test func `what cannot be read is not taken to be gone`() throws {
    var play = try play([])
    play.settle()
    let decider = play.decider
    var world = World(play.facts, records: play.records, applied: play.applied, now: 5000) { $0 }
    let read = try #require(decider.decide(world).calls.first)
    world.fold(Reply(500), to: read, of: decider.pack)
    let decision = decider.decide(world)
    #expect(!decision.calls.contains { $0.resource == "a" })
    #expect(decision.records.first { $0.name == "a" }?.state == .ready)
    world.isDeleting = true
    #expect(!decider.decide(world).isGone)
  }

  @Test func `what is gone is told, made again, or left alone, as the pack says`() throws {
    let text = """
      resources:
        - {name: a, at: /a, lost: recreate, body: {}}
        - {name: b, at: /b, lost: report, body: {}}
        - {name: c, at: /c, body: {}}
      """
    var play = Play(try pack(text))
    play.settle()
    play.provider.documents = [:]
    play.pass()
    #expect(Set(play.provider.documents.keys) == ["/a"])
    #expect(play.last.drift == ["c is gone"])
    #expect(!play.last.isReady)
    play.heals = true
    play.pass()
    #expect(Set(play.provider.documents.keys) == ["/a", "/c"])
  }

  @Test func `what cannot be changed is made anew`() throws {
    let text = """
      resources:
        - {name: a, at: /a, immutable: [sku], body: {sku: $<spec.sku>, size: 1}}
      """
    var play = Play(try pack(text), ["spec": ["sku": "x"]])
    play.settle()
    play.facts.roots["spec"] = ["sku": "y"]
    play.provider.log = []
    play.mustSettle()
    #expect(play.provider.log == ["GET /a", "DELETE /a", "PUT /a"])
    #expect(play.provider.documents["/a"]?["sku"] == "y")
  }

  @Test func `an action is carried out when what was read asks for it`() throws {
    let text = """
      resources:
        - name: a
          at: /a
          body: {size: 1}
          update: never
          actions: [{name: start, path: $<self.at>/start, when: {path: running, not: true}}]
          ready: {path: running}
          outputs: {live: $<self.running>}
      status: {live: $<a.outputs.live>}
      """
    var play = Play(try pack(text))
    play.mustSettle()
    #expect(play.provider.log == ["GET /a", "PUT /a", "POST /a/start", "GET /a"])
    #expect(play.last.status["live"] == true)
  }

  @Test func `one lock is for one at a time, and what is slow keeps it`() throws {
    let text = """
      resources:
        - {name: a, at: "/a/$<item>", forEach: [p, q, r], lock: net, body: {}}
      """
    var play = Play(try pack(text))
    play.provider.patience = 2
    for _ in 1...12 {
      play.pass()
      #expect(play.records.filter { $0.operation != nil }.count <= 1)
    }
    play.mustSettle()
  }

  @Test func `nothing secret is shown or kept`() throws {
    let text = """
      resources:
        - name: a
          at: /a
          body: {password: $<PASSWORD>, plain: $<NAME>}
          also: {keys: {path: /keys, secret: true}}
          outputs: {key: $<self.also.keys.key>}
      secrets:
        - {name: $<NAME>-key, data: {value: $<a.outputs.key>}}
      status: {leak: $<a.outputs.key>, name: $<NAME>}
      """
    let variables = StubVariables(plain: ["NAME": "n"], secret: ["PASSWORD": "hush"])
    var play = Play(try pack(text), [:], variables)
    play.provider.documents["/keys"] = ["key": "pst"]
    play.mustSettle()
    #expect(play.provider.documents["/a"]?["password"] == "hush")
    let kept = "\(play.applied) \(play.records) \(play.last)"
    #expect(!kept.contains("hush") && !kept.contains("pst"))
    #expect(play.last.status["leak"] == nil)
    #expect(play.last.status["name"] == "n")
    let wish = try #require(play.last.secrets.first)
    #expect(wish.name == "n-key")
    #expect(wish.data.first?.value.reveal() == "pst")
    #expect("\(wish.data)".contains("***"))
  }
}
