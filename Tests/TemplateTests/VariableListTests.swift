// SPDX-License-Identifier: Apache-2.0

import Log
import Template
import Testing

struct VariableListTests {
  @Test(arguments: [
    ("${A}", nil), ("${A:=x}", "x"), ("${A=x}", "x"), ("${A:-x}", "x"), ("${A:?x}", "x"),
    ("${A:-}", nil), ("${A:=}", nil), ("${#A}", nil), ("${A^^}", nil),
    ("${A/x/y}", "xy"), ("${A/x/}", "x"), ("${A:1}", "1"), ("${A:1:2}", "12"), ("${A%z}", "z"),
    ("${A:=p${B}-s}", "p${B}-s"), ("${A:=${B:=c}}", "${B}"),
    ("${A} ${A:=x}", nil), ("${A:=x} ${A} ${A:=y}", "x"), ("# ${A}", nil),
  ])
  func `any argument makes a variable optional`(_ template: String, _ fallback: String?) throws {
    let text = try Substitution(template, named: "t.yaml")
    #expect(text.variables.map(\.name) == ["A"])
    #expect(text.variables.first?.fallback == fallback)
  }

  @Test(arguments: [
    ("${A}", nil), ("${A:?x}", nil), ("${A:-}", ""), ("${A:+x}", ""), ("${A=x}", "x"),
    ("${A:1}", nil), ("${A/x/y}", nil),
  ])
  func `in bash's dialect a default is a default`(_ template: String, _ fallback: String?) throws {
    let text = try Substitution(template, named: "t.yaml", dialect: .bash)
    #expect(text.variables.first?.fallback == fallback)
  }

  @Test(arguments: [
    (
      "${B} ${A} ${LONGER:=x} ${C:=v1.2} ${Q:=\"q\"} ${N:=a\"b\nc}",
      """
      Required Variables:
        - A
        - B

      Optional Variables:
        - C       (defaults to "v1.2")
        - LONGER  (defaults to "x")
        - N       (defaults to "a\\"b\\nc")
        - Q       (defaults to "q")


      """
    ),
    ("${A}", "Required Variables:\n  - A\n\n"),
    ("${A:=x}", "\nOptional Variables:\n  - A  (defaults to \"x\")\n\n"),
    ("none", "\n"),
  ])
  func `the list is printed as clusterctl prints it`(_ template: String, _ list: String) throws {
    #expect(try Substitution(template, named: "t.yaml").variableList() == list)
  }

  @Test(arguments: [("${B} ${A} ${B:=x}", "Variables:\n  - A\n  - B\n"), ("none", "\n")])
  func `names alone are printed as clusterctl prints them`(
    _ template: String, _ list: String
  ) throws {
    #expect(try Substitution(template, named: "t.yaml").variableNames == list)
  }

  @Test func `all missing variables are named in one error`() throws {
    let template = "${B} ${ A }\n${C:=x} ${D:=${E}} ${B^^} ${F:-}"
    let text = try Substitution(template, named: "t.yaml")
    let error = #expect(throws: TemplateError.self) {
      try text.expand { ["G": "v"][$0] }
    }
    #expect(
      error?.description
        == "cannot expand t.yaml: value for variables [A, B, F] is not set. Please set the value "
        + "using os environment variables or the clusterctl config file")
    #expect(error?.hint == "first used: A at t.yaml:1:6, B at t.yaml:1:1, F at t.yaml:2:27")
    #expect(error?.missing == ["A", "B", "F"])
  }

  @Test func `an empty value is a value`() throws {
    let text = try Substitution("[${A}]", named: "t.yaml")
    #expect(try text.expand { _ in "" } == Array("[]".utf8))
  }
}
