// SPDX-License-Identifier: Apache-2.0

import Log
import Testing

@testable import Template

/// A template, the values of variables, and the text it becomes.
struct Case: Sendable, CustomTestStringConvertible {
  let template: String
  let values: [String: String]
  let expected: String

  init(_ template: String, _ expected: String) { self.init(template, [:], expected) }

  init(_ template: String, _ values: [String: String], _ expected: String) {
    self.template = template
    self.values = values
    self.expected = expected
  }

  var testDescription: String { "\(template) with \(values)" }
}

func expand(
  _ template: String, _ values: [String: String] = [:],
  dialect: Substitution.Dialect = .clusterctl
) throws -> String {
  let text = try Substitution(template, named: "t.yaml", dialect: dialect)
  return String(decoding: try text.expand { values[$0] }, as: UTF8.self)
}

struct ClusterctlDialectTests {
  private static let mixed = ["var01": "abcdEFGH28ij"]
  private static let upper = ["var01": "ABCDEFGH28IJ"]
  private static let path = ["path_name": "/home/bozo/ideas/thoughts.for.today"]
  private static let letters = ["stringZ": "abcABC123ABCabc"]
  private static let file = ["filename": "bash.string.txt"]
  private static let relative = ["filename": "path/to/file"]
  private static let absolute = ["filename": "/path/to/file"]

  /// What drone/envsubst checks itself by.
  private static let envsubst: [Case] = [
    Case("abcdEFGH28ij", "abcdEFGH28ij"),
    Case("${#var01}", mixed, "12"),
    Case("${var01^}", mixed, "AbcdEFGH28ij"),
    Case("${var01^^}", mixed, "ABCDEFGH28IJ"),
    Case("${var01,}", upper, "aBCDEFGH28IJ"),
    Case("${var01,,}", upper, "abcdefgh28ij"),
    Case("${path_name:11}", path, "ideas/thoughts.for.today"),
    Case("${path_name:11:5}", path, "ideas"),
    Case("${var=xyz}", ["var": "abc"], "abc"),
    Case("${var=xyz}", "xyz"),
    Case("something ${var=${default_var}}", ["default_var": "foo"], "something foo"),
    Case("foo: ${var=${default_var}-suffix}", ["default_var": "foo1"], "foo: foo1-suffix"),
    Case(
      "foo: ${var=prefix${default_var}-suffix}", ["default_var": "foo1"],
      "foo: prefixfoo1-suffix"),
    Case("${var:=xyz}", "xyz"),
    Case("${stringZ/%abc/XYZ}", letters, "abcABC123ABCXYZ"),
    Case("${stringZ/#abc/XYZ}", letters, "XYZABC123ABCabc"),
    Case("${stringZ//abc/xyz}", letters, "xyzABC123ABCxyz"),
    Case("${stringZ/abc/xyz}", letters, "xyzABC123ABCabc"),
    Case("${filename#*.}", file, "string.txt"),
    Case("${filename#*/}", relative, "to/file"),
    Case("${filename#*/}", absolute, "path/to/file"),
    Case("${filename##*.}", file, "txt"),
    Case("${filename##*/}", relative, "file"),
    Case("${filename##*/}", absolute, "file"),
    Case("${filename%.*}", file, "bash.string"),
    Case("${filename%%.*}", file, "bash"),
    Case("${var=${var01^^}}", mixed, "ABCDEFGH28IJ"),
    Case("$${var01}", mixed, "${var01}"),
    Case(
      "some text ${var01}$${var$${var01}$var01${var01}", mixed,
      "some text abcdEFGH28ij${var${var01}$var01abcdEFGH28ij"),
    Case("something $${var=${default_var}}", ["default_var": "foo"], "something ${var=foo}"),
    Case(#"${stringZ/\//-}"#, ["stringZ": "foo/bar"], "foo-bar"),
    Case(#"${stringZ//\//-}"#, ["stringZ": "foo/bar/baz"], "foo-bar-baz"),
    Case("${stringZ/./}", ["stringZ": "foo.bar"], "foobar"),
    Case(#"${stringZ/x/\/\\}"#, ["stringZ": "axb"], #"a/\b"#),
  ]

  /// What else people rely on, and what surprises them.
  private static let table: [Case] = [
    Case("${A:-x}${B:=y}", ["A": ""], "xy"),
    Case("${A:?m}|${A:+n}", ["A": "v"], "v|v"),
    Case("${A:?m}|${A:+n}", "m|n"),
    Case(#"${X:=""}"#, #""""#),
    Case("${X:=$$A} $$ $A", ["A": "v"], "$$A $ $A"),
    Case("${A}", ["A": "${B} $$"], "${B} $$"),
    Case("${ A } ${A } ${\n\tA}", ["A": "v"], "v v v"),
    Case("$${ A } { A }", "${A} { A }"),
    Case("${X:=${ A }}", ["A": "v"], "v"),
    Case("${A: -1}|${A:3}|${A:+9}", ["A": "abc"], "abc||abc"),
    Case("${A:${N}}|${A:${M}}", ["A": "abc", "N": "-1", "M": "-9"], "c|abc"),
    Case("${A:1:9223372036854775807}|${A:9:1}|${A:x:1}", ["A": "abc"], "bc||abc"),
    Case("${#A}|${A^^}|${A^}", ["A": "straße é"], "10|STRAßE É|Straße é"),
    Case("${A,,}", ["A": "İX"], "ix"),
    Case("${A^,}", ["A": "aB"], "aB"),
    Case("${A#?}|${A#[^x]b}|${A#\\a}|${A#[a}", ["A": "abc"], "bc|c|bc|abc"),
    Case("${A%?}|${A%[c]}", ["A": "abc"], "ab|abc"),
    Case("${A/#a/}|${A/#a/x}|${A/b/}", ["A": "abc"], "abc|xbc|ac"),
    Case("${A//${B}/-}", ["A": "ab", "B": ""], "-a-b-"),
    Case("${é}", ["é": "v"], "v"),
    Case(
      "# ${A} stays a comment\n{{ ds.meta_data[\"local_hostname\"] }}\r\n", ["A": "v"],
      "# v stays a comment\n{{ ds.meta_data[\"local_hostname\"] }}\r\n"),
    Case("", ""),
  ]

  @Test func `all of envsubst's own cases are here`() {
    #expect(Self.envsubst.count == 34)
  }

  @Test(arguments: envsubst + table)
  func `a template becomes what clusterctl makes of it`(_ given: Case) throws {
    #expect(try expand(given.template, given.values) == given.expected)
  }

  @Test func `a slice may cut a character in two`() throws {
    let text = try Substitution("${A:0:1}", named: "t.yaml")
    #expect(try text.expand { _ in "é" } == [0xC3])
  }

  @Test(arguments: [
    ("${A-x}", "missing closing brace: ${A-x}"), ("${A+x}", "missing closing brace: ${A+x}"),
    ("${A?x}", "missing closing brace: ${A?x}"), ("${A.b}", "missing closing brace: ${A.b}"),
    ("${A@Q}", "missing closing brace: ${A@Q}"), ("${A[0]}", "missing closing brace: ${A[0]}"),
    ("${A", "missing closing brace: unclosed ${A"),
    ("${BA$R}\n", "missing closing brace: ${BA$R}"),
    ("${}", "unable to parse variable name: ${}"),
    ("${!A}", "unable to parse variable name: ${!A}"),
    ("${ A:=x}", "unable to parse variable name: ${ A:=x}"),
    ("${", "unable to parse variable name: unclosed ${"),
    ("${A^^^}", "bad substitution: ${A^^^}"), ("${#}", "bad substitution: ${#}"),
    ("${A/b}", "bad substitution: ${A/b}"),
    ("${A:é}", "bad substitution: ${A:é}"), ("${A#x${B}}", "bad substitution: ${A#x${B}"),
    ("${A:", "bad substitution: unclosed ${A:"),
    ("${A:}", "unable to parse substitution within function: ${A:}"),
    ("${A#}", "unable to parse substitution within function: ${A#}"),
    ("${A:=b", "unable to parse substitution within function: unclosed ${A:=b"),
  ])
  func `what cannot be read is refused with its place`(_ template: String, _ cause: String) throws {
    let error = #expect(throws: TemplateError.self) { try expand("a: b\nc: \(template)") }
    #expect(error?.description == "cannot expand t.yaml:2:4: \(cause)")
  }

  @Test func `a form of bash is answered with the right one`() throws {
    let error = #expect(throws: TemplateError.self) { try expand("${A-x}") }
    #expect(error?.hint == #"write ":-", or use --strict for bash's meaning of "-""#)
  }

  @Test func `the place is that of the innermost variable, in characters`() throws {
    let error = #expect(throws: TemplateError.self) { try expand("ééé ${ A } ${A:=x${B^^^}}") }
    #expect(error?.description == "cannot expand t.yaml:1:18: bad substitution: ${B^^^}")
  }

  @Test func `a long snippet is cut`() throws {
    let text = "${A" + String(repeating: "é.", count: 100)
    let error = #expect(throws: TemplateError.self) { try expand(text) }
    #expect(error?.cause == "missing closing brace: \(text.prefix(40))…")
  }

  @Test func `a negative length fails where clusterctl crashes`() throws {
    for template in ["x ${A:0:-1}", "x ${A:2:-1}", "x ${A:0:${N}}"] {
      let error = #expect(throws: TemplateError.self) {
        try expand(template, ["A": "abc", "N": "-1"])
      }
      #expect(
        error?.description
          == "cannot expand t.yaml:1:3: a slice of A cannot have the negative length -1")
    }
  }

  @Test func `a NUL byte is refused, not taken for the end`() throws {
    let error = #expect(throws: TemplateError.self) { try expand("a\nb\0${A}") }
    #expect(error?.description == "cannot expand t.yaml:2:2: the text has a NUL byte")
  }

  @Test func `deep nesting is refused before the stack ends`() throws {
    let deep = { String(repeating: "${A:=", count: $0) + String(repeating: "}", count: $0) }
    #expect(try expand(deep(100), ["A": "v"]) == "v")
    let error = #expect(throws: TemplateError.self) { try expand(deep(100_000), ["A": "v"]) }
    #expect(error?.description == "cannot expand t.yaml:1:501: nested more than 100 deep")
  }
}
