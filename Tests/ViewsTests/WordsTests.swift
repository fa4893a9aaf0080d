// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

@testable import Views

struct WordsTests {
  @Test(arguments: [
    (["pods"], ["pods "]), (["a,b"], ["a ", "b "]), (["a", "x", "y"], ["a x y"]),
    (["a,b", "x"], ["a x", "b x"]), (["a/x", "b/y", "b/z"], ["a x", "b y z"]),
  ])
  func `words name kinds and objects`(_ words: [String], _ parts: [String]) throws {
    let read = try ThingWords(words).parts
    #expect(read.map { "\($0.kind) \($0.names.joined(separator: " "))" } == parts)
  }

  @Test(arguments: [[], ["a/b", "c"], ["a/"], ["/a"], ["a/b/c"], [","]])
  func `words that name nothing are refused`(_ words: [String]) {
    #expect(throws: ViewError.self) { try ThingWords(words) }
  }

  @Test(arguments: [
    "xml", "jsonpath", "jsonpath={.a", "custom-columns=", "custom-columns=A", "wide=1",
  ])
  func `a form that nobody knows is refused`(_ text: String) {
    #expect(throws: ViewError.self) { try OutputForm(text) }
  }

  private static let object = """
    metadata: {generation: 2}
    status:
      phase: Ready
      count: 3
      conditions:
      - {type: Ready, status: "True", observedGeneration: 2}
      - {type: Old, status: "True", observedGeneration: 1}
      - {type: Stuck, status: "False", reason: Because, message: a door is locked}
    """

  @Test(arguments: [
    ("condition=Ready", true), ("condition=Ready=false", false), ("condition=Stuck=False", true),
    ("condition=Old", false), ("condition=None", false), ("delete", false), ("create", true),
    ("jsonpath={.status.phase}=Ready", true), ("jsonpath={.status.phase}=Not", false),
    ("jsonpath={.status.count}=3", true), ("jsonpath={.status.phase}", true),
    ("jsonpath={.status.none}", false), ("jsonpath=.status.phase=Ready", true),
  ])
  func `a goal is met or is not`(_ text: String, _ isMet: Bool) throws {
    let object = Object(try YAML.parse(Self.object))
    #expect(try WaitGoal(text).isMet(by: object) == isMet)
  }

  @Test func `what stands in the way is the condition's own words`() throws {
    let object = Object(try YAML.parse(Self.object))
    #expect(try WaitGoal("condition=Stuck").obstacle(in: object) == "a door is locked")
    #expect(try WaitGoal("condition=None").obstacle(in: object) == "it has no condition None yet")
    #expect(try WaitGoal("delete").isMet(by: nil))
    for text in ["", "condition", "deleted", "jsonpath={.a", "jsonpath={.a}b"] {
      #expect(throws: ViewError.self) { try WaitGoal(text) }
    }
  }

  @Test func `a cell of several lines shows the first`() throws {
    let table = ServerTable(
      try YAML.parse(
        """
        kind: Table
        columnDefinitions: [{name: Name}, {name: Why}, {name: More, priority: 1}]
        rows: [{cells: ["a", "one\\ntwo", 3], object: {metadata: {namespace: far, labels: {z: "1", b: "2"}}}}]
        """))
    var shown = TableWriter.Shown()
    shown.labels = true
    shown.namespaces = true
    var writer = TableWriter(shown)
    let text = try writer.text(of: #require(table))
    #expect(
      text == """
        NAMESPACE   NAME   WHY      LABELS
        far         a      one...   b=2,z=1

        """)
    #expect(ServerTable(["kind": "Status"]) == nil)
  }
}
