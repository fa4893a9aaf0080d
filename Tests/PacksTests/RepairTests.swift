// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template
import Testing

@testable import Packs

/// What has failed after it was made is asked for again, and what people write may hold variables.
struct RepairTests {
  private static let text = """
    resources:
      - name: a
        at: /a
        body: {x: 1}
        ready: {path: outcome, equals: good}
        failed: {path: outcome, equals: bad}
        repair: true
    """

  @Test func `what has failed is asked for again, each time after a longer while`() throws {
    var play = Play(try pack(Self.text))
    var moments: [Int64] = []
    for _ in 0..<400 {
      let before = play.provider.log.filter { $0 == "PUT /a" }.count
      play.provider.documents["/a"]?["outcome"] = "bad"
      play.pass()
      if play.provider.log.filter({ $0 == "PUT /a" }).count > before { moments.append(play.now) }
    }
    let waits = zip(moments.dropFirst(), moments).map { $0 - $1 }
    #expect(waits.count >= 3)
    #expect(zip(waits.dropFirst(), waits).allSatisfy { $0 > $1 })
    #expect(waits[0] >= 30)
    play.now += 10_000
    play.provider.documents["/a"]?["outcome"] = "good"
    play.mustSettle()
    #expect(play.records.first?.tries == 0)
  }

  private static let committed = """
    resources:
      - {name: a, at: /a/$<spec.name>, body: {x: $<spec.body>}}
    """

  @Test func `variables that stand in a committed spec have their values`() throws {
    let spec: Value = ["name": "n-$<COLOR>", "body": ["list": ["$<SECRET>"], "literal": "$$<X>"]]
    var variables = StubVariables()
    variables.plain = ["COLOR": "red"]
    variables.secret = ["SECRET": "hush"]
    var play = Play(try pack(Self.committed), ["spec": spec], variables)
    play.mustSettle()
    #expect(
      play.provider.documents["/a/n-red"]
        == ["x": ["list": ["hush"], "literal": "$<X>"]])
    #expect(!"\(play.applied)".contains("hush"))
  }

  @Test func `a variable of a committed spec that is nowhere is named`() throws {
    var play = Play(try pack(Self.committed), ["spec": ["name": "n", "body": "$<COLOR>"]])
    play.pass()
    #expect(play.last.missingVariables.map(\.description).contains { $0.hasPrefix("COLOR") })
    #expect(play.provider.log.isEmpty)
  }

  @Test func `only variables may stand there`() throws {
    var play = Play(
      try pack(Self.committed),
      ["spec": ["name": "n", "body": "$<metadata.uid>"], "metadata": ["uid": "u"]])
    play.pass()
    #expect(play.provider.documents.isEmpty)
  }
}
