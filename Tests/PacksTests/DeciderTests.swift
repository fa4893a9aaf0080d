// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template
import Testing

@testable import Packs

struct DeciderTests {
  private static let network = """
    resources:
      - name: group
        at: /groups/$<spec.name>
        owned: {path: tags, marks: {owner: $<metadata.uid>}}
        body: {size: $<spec.size>}
      - name: net
        at: $<group.id>/net
        deletedWith: group
        body: {needs: [$<group.id>]}
      - name: subnet
        forEach: $<spec.subnets>
        at: $<net.id>/subnets/$<item.name>
        deletedWith: net
        lock: net
        body: {needs: [$<net.id>], range: $<item.range>}
      - name: peer
        at: /peers/$<spec.name>
        body: {needs: [$<net.id>]}
    status: {subnets: "$<subnet | jsonpaths '{[*].id}'>"}
    """

  private static let roots: [String: Value] = [
    "metadata": ["uid": "u1"],
    "spec": [
      "name": "a", "size": 3,
      "subnets": [["name": "x", "range": "1"], ["name": "y", "range": "2"]],
    ],
  ]

  private func play(patience: Int = 0) throws -> Play {
    var play = Play(try pack(Self.network), Self.roots)
    play.provider.patience = patience
    return play
  }

  private func story(_ play: Play) -> [String] {
    play.last.reports.map { "\($0.resource): \($0.message)" }
  }

  @Test func `all is made in the order of references, and then nothing is written`() throws {
    var play = try play()
    play.settle()
    #expect(play.last.isReady, "\(story(play))")
    #expect(
      play.provider.log == [
        "GET /groups/a", "GET /peers/a", "PUT /groups/a", "PUT /groups/a/net",
        "PUT /groups/a/net/subnets/x", "PUT /peers/a", "PUT /groups/a/net/subnets/y",
      ])
    #expect(
      play.provider.documents["/groups/a"] == ["size": 3, "tags": ["owner": "u1"]])
    #expect(
      play.last.status["subnets"] == ["/groups/a/net/subnets/x", "/groups/a/net/subnets/y"])
    let steps = play.steps
    play.provider.log = []
    play.pass()
    #expect(play.last.isReady)
    #expect(!play.provider.log.contains { !$0.hasPrefix("GET") })
    #expect(play.steps - steps == 5, "nothing but reads")
  }

  @Test func `an operation is followed by its token, one pass after another`() throws {
    var play = try play(patience: 3)
    play.pass()
    #expect(!play.last.isReady)
    #expect(play.records.first { $0.name == "group" }?.operation?.hasPrefix("op-") == true)
    #expect(play.last.again == 1)
    play.mustSettle()
    #expect(!play.records.contains { $0.operation != nil })
    #expect(play.records.allSatisfy { $0.state == .ready })
  }

  @Test func `a change is made, drift is told, or healed`() throws {
    var play = try play()
    play.settle()
    play.facts.roots["spec"]?["size"] = 4
    play.provider.documents["/groups/a"]?["foreign"] = "kept"
    play.settle()
    #expect(play.provider.documents["/groups/a"]?["size"] == 4)
    #expect(play.provider.documents["/groups/a"]?["foreign"] == "kept")
    play.provider.documents["/groups/a"]?["size"] = 9
    play.settle()
    #expect(play.last.drift == ["group size"])
    #expect(play.provider.documents["/groups/a"]?["size"] == 9)
    play.heals = true
    play.settle()
    #expect(play.last.drift.isEmpty)
    #expect(play.provider.documents["/groups/a"]?["size"] == 4)
  }

  @Test(arguments: [true, false])
  func `what is only told is never changed back`(heals: Bool) throws {
    let text = """
      resources:
        - {name: a, at: /a, tells: [size], body: {size: $<spec.size>, word: b}}
      """
    var play = Play(try pack(text), ["spec": ["size": 1]])
    play.mustSettle()
    play.heals = heals
    play.provider.documents["/a"] = ["size": 2, "word": "b"]
    play.provider.log = []
    play.mustSettle()
    #expect(play.last.drift == ["a size"])
    #expect(!play.provider.log.contains { $0.hasPrefix("PUT") })
    // What else there is to be changed is, and it is told no more once it is as it was.
    play.provider.documents["/a"] = ["size": 2, "word": "c"]
    play.mustSettle()
    #expect(play.provider.documents["/a"]?["word"] == (heals ? "b" : "c"))
    play.provider.documents["/a"] = ["size": 1, "word": "b"]
    play.mustSettle()
    #expect(play.last.drift.isEmpty)
  }

  @Test func `what left the list is deleted, and only that`() throws {
    var play = try play()
    play.settle()
    play.facts.roots["spec"]?["subnets"] = [["name": "y", "range": "2"]]
    play.provider.log = []
    play.settle()
    #expect(play.provider.log.filter { !$0.hasPrefix("GET") } == ["DELETE /groups/a/net/subnets/x"])
    #expect(play.records.map(\.name) == ["group", "net", "peer", "subnet[y]"])
  }

  @Test func `deleting goes backwards, and leaves to the group what goes with it`() throws {
    var play = try play()
    play.settle()
    // The stub has no groups: what lies within goes by hand.
    play.provider.documents["/groups/a/net"]?["needs"] = []
    play.isDeleting = true
    play.provider.log = []
    play.mustSettle()
    #expect(
      play.provider.log.filter { $0.hasPrefix("DELETE") } == [
        "DELETE /peers/a", "DELETE /groups/a",
      ])
    #expect(play.records.isEmpty && play.applied.isEmpty)
  }

  @Test func `what bears other marks is never touched`() throws {
    var play = try play()
    play.provider.documents["/groups/a"] = ["size": 1, "tags": ["owner": "u2"]]
    play.pass()
    #expect(story(play).first?.contains("is there already, and is not ours") == true)
    play.isDeleting = true
    play.mustSettle()
    #expect(!play.provider.log.contains { !$0.hasPrefix("GET") })
    #expect(play.provider.documents["/groups/a"]?["size"] == 1)
  }

  @Test func `what others made is used where the pack allows it`() throws {
    let text = """
      resources:
        - {name: net, at: /net, foreign: use, owned: {path: tags, marks: {o: me}}, body: {size: 1}}
        - {name: sub, at: $<net.id>/sub, owned: {by: net}, foreign: use, body: {size: 1}}
      """
    var play = Play(try pack(text))
    play.provider.documents = ["/net": ["size": 7], "/net/sub": ["size": 8]]
    play.mustSettle()
    #expect(play.records.map(\.state) == [.foreign, .foreign])
    play.isDeleting = true
    play.mustSettle()
    #expect(play.provider.documents.count == 2)
  }

  @Test func `what is lost without a trace in the status is found by its marks`() throws {
    var play = try play()
    play.settle()
    play.provider.documents["/groups/a/net"]?["needs"] = []
    play.records = []
    play.isDeleting = true
    play.mustSettle()
    #expect(play.provider.documents["/groups/a"] == nil)
  }

  @Test func `all variables that are missing are named, and nothing is called`() throws {
    let text = """
      resources:
        - {name: a, at: /$<ONE>, body: {x: "$<TWO>", y: "$<THREE:=3>"}}
        - {name: b, at: /b, when: $<spec.no>, body: {x: $<FOUR>}}
      """
    var play = Play(try pack(text))
    play.pass()
    #expect(
      play.last.missingVariables.map(\.description) == [
        "ONE (looked for in Secret a)", "TWO (looked for in Secret a)",
      ])
    #expect(play.provider.log.isEmpty)
  }

  @Test func `what was waited for once is not asked for again`() throws {
    let text = """
      resources:
        - {name: a, at: /a, waitFor: $<infra.status.provisioned>, body: {size: 1}}
      """
    var play = Play(try pack(text))
    play.pass()
    #expect(story(play) == ["a: waits for infra.status.provisioned"])
    play.facts.roots["infra"] = ["status": ["provisioned": true]]
    play.mustSettle()
    play.facts.roots["infra"] = nil
    play.mustSettle()
    #expect(play.provider.documents.count == 1)
  }

  @Test func `what others have yet to write is waited for, by name`() throws {
    let text = """
      resources:
        - {name: disk, at: /disk, body: {}}
        - {name: vm, at: /vm, after: [disk], body: {data: $<bootstrap.data>}}
      """
    var play = Play(try pack(text))
    play.pass()
    #expect(story(play) == ["disk: ", "vm: waits for bootstrap.data"])
    play.facts.roots["bootstrap"] = ["data": "hidden"]
    play.mustSettle()
    #expect(play.provider.documents["/vm"]?["data"] == "hidden")
    #expect(!"\(play.applied)".contains("hidden"))
  }
}
