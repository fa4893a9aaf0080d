// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

@testable import Packs

/// What waits for others only where it names them.
struct UsesTests {
  private static let network = """
    ids: withoutCase
    resources:
      - name: gateway
        forEach: $<spec.gateways>
        at: /Gateways/$<item>
        body: {}
      - name: subnet
        forEach: $<spec.subnets>
        at: /subnets/$<item.name>
        uses: [gateway]
        body: {range: $<item.range>, gateway: "$<item.gateway:=null>"}
    """

  private func play(_ gateway: Value) throws -> Play {
    let roots: [String: Value] = [
      "spec": [
        "gateways": ["out", "other"],
        "subnets": [
          ["name": "a", "range": "1", "gateway": gateway], ["name": "b", "range": "2"],
        ],
      ]
    ]
    var play = Play(try pack(Self.network), roots)
    play.provider.patience = 3
    return play
  }

  @Test(arguments: ["/gateways/OUT", "/Gateways/out/addresses/1"])
  func `who names what is still being made waits for it, and nobody else does`(gateway: String)
    throws
  {
    var play = try play(.string(gateway))
    play.pass()
    let story = play.last.reports.map { "\($0.resource): \($0.message)" }
    #expect(story.contains("subnet[a]: waits for gateway[out]"), "\(story)")
    #expect(play.provider.log.contains("PUT /subnets/b"))
    #expect(!play.provider.log.contains("PUT /subnets/a"))
    play.mustSettle()
    #expect(play.provider.documents["/subnets/a"]?["gateway"] == .string(gateway))
  }

  @Test(arguments: ["/gateways/outer", "/gateways"])
  func `a name that only begins alike is another's`(gateway: String) throws {
    var play = try play(.string(gateway))
    play.pass()
    #expect(play.provider.log.contains("PUT /subnets/a"))
  }

  @Test func `who may be named has to be known first`() throws {
    var play = try play("/gateways/out")
    play.facts.roots["spec"]?["gateways"] = nil
    play.pass()
    let story = play.last.reports.map { "\($0.resource): \($0.message)" }
    #expect(story.contains("subnet[a]: waits for gateway"), "\(story)")
    #expect(!play.provider.log.contains { $0.hasPrefix("PUT") })
  }

  @Test func `what is used goes after its users`() throws {
    var play = try play("/gateways/out")
    play.mustSettle()
    play.isDeleting = true
    play.provider.patience = 0
    play.provider.log = []
    play.mustSettle()
    let gone = play.provider.log.filter { $0.hasPrefix("DELETE") }
    #expect(
      gone == [
        "DELETE /subnets/a", "DELETE /subnets/b", "DELETE /Gateways/other", "DELETE /Gateways/out",
      ])
  }

  @Test func `what there is not cannot be used`() {
    #expect(throws: PackError.self) {
      try pack("resources:\n  - {name: a, at: /a, uses: [b], body: {}}")
    }
  }
}
