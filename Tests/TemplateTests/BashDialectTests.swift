// SPDX-License-Identifier: Apache-2.0

import Log
import Spawn
import TestKit
import Testing

@testable import Template

struct BashDialectTests {
  private static let templates = [
    "${S:-d}|${S-d}|${S:=d}|${S=d}|${S:+d}|${S+d}|${S:?d}|${S?d}",
    "${E:-d}|${E-d}|${E:+d}|${E+d}|${E?d}|${E=d}",
    "${U:-d}|${U-d}|${U:+d}|${U+d}|${U-}",
    "${U:=d} ${U}", "${E:=d}${E}", "${E=d}[${E}]", "${U:=${S}-${E:-x}}.${U}",
    "${S: -2}|${S:(-2)}|${S:0:-1}|${S:1:-2}|${S: -3:2}|${S: -3:-1}|${S: -99}|${S:99}|${S:99:1}",
    "${S::2}|${S:1:}|${S:1:99}|${S:0}|${S: 1 : 2 }|${S:${N}}|${S:${N}:${N}}|${S:1${N}}",
    "${#S}|${#E}|${S^}|${S^^}|${T,}|${T,,}",
    "${P#*/}|${P##*/}|${P%/*}|${P%%/*}|${P#*}|${P##*}|${P%*}|${P%%*}|${P#}|${P%x}",
    "${P%[a-z]}|${P%[!a-z]}|${P%[]c]}|${P#[/-]}|${P#[/-]*[/]}|${P%[}|${P%\\c}|${P#?}",
    "${P/b/x}|${P//b/x}|${P/\\//x}|${P//\\//x}|${P/b}|${P//b}|${P/#\\/a/x}|${P/%c/x}",
    "${P/a*b/x}|${P//[abc]/x}|${P/*/x}|${P//*/x}|${P/%*/x}|${P/#*/x}|${P/#/x}|${P/%/x}|${P//}",
    "${P/#\\/a}|${P/%c}|${P/zz/x}|${P//?/x}|${P/b/${S}}|${P/${N}/x}|${P/[^\\/]/x}",
  ]
  private static let values = [
    "S": "straße", "E": "", "N": "2", "P": "/a/b/b/c", "T": "ÄBC",
  ]

  @Test(arguments: templates)
  func `a template becomes what bash makes of it`(_ template: String) async throws {
    let expected = try await Self.askBash(template)
    #expect(try expand(template, Self.values, dialect: .bash) == expected)
  }

  /// What the real bash makes of a template in double quotes.
  private static func askBash(_ template: String) async throws -> String {
    var bash = Command(try Part.path("bash"), "-c", "printf %s \"\(template)\"")
    bash.environment = .exactly(values.merging(["LC_ALL": "C.UTF-8"]) { first, _ in first })
    return try await bash.run().text
  }

  @Test func `clusterctl's escape of a dollar sign stays`() throws {
    #expect(try expand("$${S} ${U:-$${S} $$}", Self.values, dialect: .bash) == "${S} ${S $}")
    #expect(try expand(#"${U:-{a\}}"#, dialect: .bash) == "{a}")
  }

  @Test(arguments: [
    ("${A:?give a name}", "A: give a name"), ("${A?}", "A is not set"),
    ("${S:0:-9}", "a slice of S ends before it starts"),
    ("${S:x}", "\"x\" is no number, in a slice of S"),
    ("${A.b}", "missing closing brace: ${A.b}"), ("${A@Q}", "missing closing brace: ${A@Q}"),
    ("${ A }", "unable to parse variable name: ${ A }"),
    ("${1}", "unable to parse variable name: ${1}"), ("${A^,}", "bad substitution: ${A^,}"),
    ("${A", "missing closing brace: unclosed ${A"), ("${A#", "bad substitution: unclosed ${A#"),
  ])
  func `what cannot be done is refused with its place`(_ template: String, _ cause: String) throws {
    let error = #expect(throws: TemplateError.self) {
      try expand("\n  \(template)", Self.values, dialect: .bash)
    }
    #expect(error?.description == "cannot expand t.yaml:2:3: \(cause)")
  }

  @Test func `a variable without a value is missing wherever it is read`() throws {
    let template = "${A:1} ${#B} ${C:-${D}} ${S:-${F}} ${G:=x}${G}"
    let error = #expect(throws: TemplateError.self) {
      try expand(template, Self.values, dialect: .bash)
    }
    #expect(error?.missing == ["A", "B", "D"])
  }
}
