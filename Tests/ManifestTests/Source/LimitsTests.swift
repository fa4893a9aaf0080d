// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

struct LimitsTests {
  @Test(arguments: [
    (String(repeating: "[", count: 100), "x.yaml:1:100"),
    (String(repeating: "[", count: 100) + String(repeating: "]", count: 100), "x.yaml:1:100"),
    (String(repeating: "- ", count: 100) + "a", "x.yaml:1:199"),
    (String(repeating: "{\"a\": ", count: 100), "x.yaml:1:595"),
    (String(repeating: "[", count: 1_000_000), "x.yaml:1:100"),
  ])
  func `a hundred levels are refused`(text: String, place: String) {
    #expect(
      mistake { try Source("x.yaml", text: text).values() }
        == "cannot parse \(place): nested more than 99 levels deep")
  }

  @Test func `99 levels are read`() throws {
    let text = String(repeating: "[", count: 99) + String(repeating: "]", count: 99)
    #expect(try YAML.parse("--- " + text) == JSON.parse(text))
  }

  @Test func `a billion laughs are refused`() {
    var text = "a0: &a0 lol\n"
    for level in 1...30 {
      let alias = "*a\(level - 1)"
      text += "a\(level): &a\(level) [" + String(repeating: "\(alias), ", count: 10) + "]\n"
    }
    #expect(
      mistake { try YAML.parse(text) }
        == "cannot parse YAML:7:20: aliases make the document more than 4194304 bytes larger, the limit"
    )
  }

  @Test func `a long text named many times is refused`() {
    let long = String(repeating: "x", count: 100_000)
    let text = "a: &a \(long)\nb:\n" + String(repeating: "- *a\n", count: 100)
    #expect(
      mistake { try YAML.parse(text) }
        == "cannot parse YAML:44:3: aliases make the document more than 4194304 bytes larger, the limit"
    )
  }

  @Test func `merges count as aliases do`() {
    var text = "a0: &a0 {k: \(String(repeating: "x", count: 1000))}\n"
    for level in 1...30 {
      let alias = "*a\(level - 1)"
      text += "a\(level): &a\(level) {k: \(alias), l: \(alias), <<: \(alias)}\n"
    }
    #expect(mistake { try YAML.parse(text) }?.contains("the limit") == true)
  }

  @Test func `aliases cannot nest deeper than brackets`() {
    var text = "a0: &a0 [1]\n"
    for level in 1...200 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    #expect(
      mistake { try YAML.parse(text) } == "cannot parse YAML:99:12: nested more than 99 levels deep"
    )
  }

  @Test func `a file of too many bytes or documents is refused`() {
    var limits = Limits()
    limits.bytes = 10
    #expect(
      mistake { try Source("x.yaml", text: "a: 1\nb: 22").values(limits: limits) } == nil)
    #expect(
      mistake { try Source("x.yaml", text: "a: 1\nb: 22\n").values(limits: limits) }
        == "cannot parse x.yaml: it has more than 10 bytes, the limit")
    limits = Limits()
    limits.documents = 2
    let three = Source("x.yaml", text: "a: 1\n---\n---\nb: 1\n---\nc: 1\n---\nd: 1")
    #expect(
      mistake { try three.values(limits: limits) }
        == "cannot parse x.yaml: it has more than 2 documents, the limit")
    #expect(three.documents(limits: limits).map { (try? $0.get()) != nil } == [true, true, false])
  }
}
