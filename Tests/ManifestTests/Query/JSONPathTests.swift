// SPDX-License-Identifier: Apache-2.0

import Log
import Manifest
import Spawn
import Testing

struct JSONPathTests {
  private static let document = """
    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"x","labels":{"a.b/c":"1","k":"v","z":"1"},
    "annotations":{"h":"<b>&é\\u0007\\"\\\\/"}},"spec":{"hostNetwork":true,"nodeName":null,"period":30,
    "containers":[{"name":"a","image":"i1","ports":[{"containerPort":80},{"containerPort":443}]},
    {"name":"b","image":"i2","ready":true},{"name":"c","restarts":7,"load":1.5}]},
    "numbers":[1.0,1e3,1e6,12345678901234567890,0.1,1e30,1e-7,-2.5,100000.5],
    "mixed":["s",1,true,[1],{}],"empty":{"map":{},"list":[],"text":""}}
    """

  private static let templates = [
    "text", "{}", "{ }", "{$}", "{@}", "{.kind}", "{$.kind}", "{@.kind}", "{ .kind }", "{.}",
    "{.kind}}",
    "text {.kind} and {.metadata.name}\n", "{.nope}|{.nope.x[0]}|{.kind.nope}", "{.metadata}",
    "{.metadata.annotations}", "{.metadata.annotations.h}",
    "{.spec.nodeName}|{.spec.hostNetwork}|{.spec.period}",
    "{.numbers}", "{.numbers[*]}", "{.mixed}", "{.mixed[*]}", "{.empty}",
    "{.empty.map}{.empty.list}{.empty.text}|",
    "{.spec.containers[*].name}", "{.spec.containers[0].name}", "{.spec.containers[-1].name}",
    "{.spec.containers[-3].name}", "{.spec.containers[0:2].name}", "{.spec.containers[1:].name}",
    "{.spec.containers[:2].name}", "{.spec.containers[:].name}", "{.spec.containers[-2:].name}",
    "{.spec.containers[-2:-1].name}", "{.spec.containers[::2].name}",
    "{.spec.containers[0:3:2].name}",
    "{.spec.containers[1:1].name}|", "{.spec.containers[0,2].name}",
    "{.spec.containers[ 0 , 2 ].name}",
    "{.spec.containers[3].name}", "{.spec.containers[-4].name}", "{.spec.containers[0:4].name}",
    "{.spec.containers[2:1].name}", "{.spec.containers[::0].name}", "{.spec.containers[::-1].name}",
    "{.spec.containers[1,5].name}", "{.empty.list[*]}|", "{.empty.list[0]}", "{.kind[0]}",
    "{.metadata[0]}",
    "{.spec.nodeName[0]}|", "{.spec.containers[*].ports[*].containerPort}",
    "{.spec.containers[*].ports[0].containerPort}", "{.metadata.labels.k}",
    "{.metadata.labels['k']}",
    "{.metadata.labels['k','z']}", "{['kind']}", "{['kind','apiVersion']}",
    #"{.metadata.labels.a\.b/c}"#,
    #"{.metadata.labels['a\.b/c']}"#, "{.metadata.labels['a.b/c']}|", "{.metadata['labels.k']}",
    #"{.metadata.labels["k"]}"#, "{.spec.containers[abc]}", "{.spec.containers[+1]}",
    "{.spec.containers[0}",
    "{.spec.containers[99999999999999999999]}", "{..containerPort}", "{.spec..containerPort}",
    "{..containers[0].name}", "{..ports[0].containerPort}", "{..[0]}",
    "{range .spec.containers[*]}[{.name}] {end}done",
    "{range .spec.containers[*]}{.name}:{range .ports[*]}{.containerPort},{end};{end}",
    "{range .nope[*]}x{end}done", "{range .spec.containers[*]}{.name}",
    "{range .spec.containers[*]}{.name}{'\\t'}{.image}{\"\\n\"}{end}",
    "{range .spec.containers[*]}{@.name}{end}", "{range .mixed[0,1]}<{@}>{end}", "{end}",
    "{.kind}{end}", "{range}{end}",
    "{range .spec.containers[?(@.image)]}{.name}{end}",
    #"{.spec.containers[?(@.name=="b")].image}"#, "{.spec.containers[?(@.name=='b')].image}",
    #"{.spec.containers[?(@.name!="b")].name}"#, #"{.spec.containers[?(@.name>"a")].name}"#,
    #"{.spec.containers[?(@.name<="b")].name}"#, "{.spec.containers[?(@.image)].name}",
    "{.spec.containers[?(@.restarts==7)].name}", "{.spec.containers[?(@.restarts>6)].name}",
    "{.spec.containers[?(@.restarts >= 8)].name}|", "{.spec.containers[?(@.load<2.5)].name}",
    "{.spec.containers[?(@.load==1.5)].name}", "{.spec.containers[?(@.ready==true)].name}",
    "{.spec.containers[?(@.ready!=false)].name}", #"{.spec.containers[?(@.ready=="true")].name}"#,
    "{.spec.containers[?(@.ports[0].containerPort==80)].name}",
    "{.spec.containers[?(@.ports[*].containerPort==80)].name}",
    "{.spec.containers[?(@.name==@.image)].name}|", #"{.spec.containers[?(@.name=="x)")].name}|"#,
    #"{.spec.containers[?(@.name=="a" && @.image=="i1")].name}"#,
    #"{.spec.containers[?(@.name=="a" || @.name=="b")].name}"#,
    #"{.spec.containers[?(@.name=="a"]}"#, "{.spec.containers[?(@.name==)]}",
    #"{.spec.containers[?(=="a")]}"#,
    "{.metadata[?(@.name)]}", "{.spec.nodeName[?(@.a)]}", "{.spec.containers[?(@.ports==1)].name}",
    "{'single'} {\"double\"}", #"{"a\tb\x41\u00e9\\\""}"#, #"{'it\'s'}"#, "{\"a\" \"b\"}",
    "{.kind \"x\"}", "{.kind .x}|",
    "{1} {+2} {-1.5} {true} {false}", "{1.2.3}", "{foo}", "{.kind", "{\"abc}", "{{.kind}}", "{&}",
    "{.kind,.x}", #"{.k\ind}"#,
  ]

  @Test func `templates print what kubectl prints`() async throws {
    let document = Self.document
    // kubectl prints what it has labelled; this label is there already.
    let answers = try await Oracle.answers("query/jsonpath", about: Self.templates) {
      let output = try await Oracle.kubectl(
        ["label", "--local", "-f", "-", "--overwrite", "z=1", "-o", "jsonpath=\($0)"],
        input: document)
      return output.exitCode == 0
        ? .string(output.text) : ["error": .string(String(output.errorText.prefix { $0 != "\n" }))]
    }
    let value = try JSON.parse(document)
    for template in Self.templates {
      let ours = Result { try JSONPathTemplate(parsing: template).text(for: value) }
      switch (answers[template], ours) {
      case (.map?, .failure): break
      case (.string(let answer)?, .success(let text)):
        #expect(text == answer, "\(template)")
      case (let answer, let ours):
        Issue.record("\(template): \(String(describing: answer)), \(ours)")
      }
    }
  }

  @Test(arguments: [
    ("{.metadata.labels.*}", "1 v 1"), ("{.spec.containers[2].*}", "1.5 c 7"),
    ("{..name}", "x a b c"), ("{.spec..image}", "i1 i2"), ("", ""),
    ("{range .spec.nodeName}{@}{end}", "null"),
  ])
  func `entries of a map come by their keys`(template: String, text: String) throws {
    let value = try JSON.parse(Self.document)
    #expect(try JSONPathTemplate(parsing: template).text(for: value) == text)
  }

  @Test(arguments: [
    ("x{.a", "the '{' is not closed at column 2"),
    ("{.a[0}", "the '[' is not closed at column 4"),
    ("{.a['b]}", "the '[' is not closed at column 4"),
    ("{.a[]}", "'' is no index, slice or key in single quotes at column 5"),
    ("{.a[0,]}", "'' is no index, slice or key in single quotes at column 7"),
    ("{.a[b]}", "'b' is no index, slice or key in single quotes at column 5"),
    ("{.a[1:2:3:4]}", "'1:2:3:4' is no index, slice or key in single quotes at column 5"),
    (#"{.a["b"]}"#, #"'"b"' is no index, slice or key in single quotes at column 5"#),
    ("{.a[?(@.b==1]}", "the filter is not closed at column 4"),
    ("{.a[?(@.b==1)}", "expected ']' after the filter at column 14"),
    ("{.a[?(@.b=~1)]}", "there is no comparison '=' at column 10"),
    ("{.a[?(@.b=1)]}", "there is no comparison '=' at column 10"),
    ("{.a[?(@.b=<1)]}", "there is no comparison '=<' at column 10"),
    ("{.a[?(==1)]}", "a side of the filter is empty at column 7"),
    ("{.a[?(@.b==)]}", "a side of the filter is empty at column 12"),
    ("{.a[?( )]}", "a side of the filter is empty at column 7"),
    (
      "{.a[?(@.b==1 && @.c==2)]}",
      "a filter is one comparison, without '&&' and '||': unexpected '&' at column 14"
    ),
    ("{\"a}", "the quoted text is not closed at column 2"),
    ("{'\\q'}", "there is no escape '\\q' at column 4"),
    ("{'\\x1'}", "the escape needs 2 digits at column 4"),
    ("{'\\ud800'}", "the escape stands for no character at column 4"),
    ("{1.2.3}", "'1.2.3' is not a number at column 2"),
    ("{.a....b}", "'..' is followed by another '..' at column 6"),
    ("{a}", "unexpected 'a' at column 2"),
    ("{.a{.b}}", "unexpected '{' at column 4"),
    ("{.a,.b}", "unexpected ',' at column 4"),
    ("{.a}{end}", "'end' without a 'range' at column 6"),
    ("{range .a}{end .b}", "nothing can follow 'end' at column 12"),
    ("{.a\n}", "unexpected '\n' at column 4"),
  ])
  func `a fault is told with its place`(template: String, cause: String) {
    let error = #expect(throws: ManifestError.self) { try JSONPathTemplate(parsing: template) }
    #expect(error?.description == "cannot read JSONPath template \"\(template)\": \(cause)")
  }

  @Test(arguments: ["..a", "['a','a']"])
  func `results have a limit`(step: String) throws {
    var value: Value = 1
    for _ in 0..<30 { value = ["a": value] }
    let path = try JSONPath(parsing: String(repeating: step, count: 20))
    let error = #expect(throws: ManifestError.self) { try path.results(in: value) }
    #expect(error?.cause == "it has more than 100000 results")
  }

  @Test func `nesting has a limit`() {
    let ranges = String(repeating: "{range .a}", count: 51)
    let error = #expect(throws: ManifestError.self) { try JSONPathTemplate(parsing: ranges) }
    #expect(error?.cause == "more than 50 ranges within each other at column 511")
  }

  @Test(arguments: [
    ("{.spec.containers[7]}", "index 7 is out of range, the list has 3 items"),
    ("{.spec.containers[2:1]}", "a slice cannot begin at 2 and end at 1"),
    ("{.spec.containers[::0]}", "the step of a slice must be above 0"),
    ("{.kind[0]}", "a string has no items by number"),
    ("{.spec.period[?(@.a)]}", "an integer has no items to filter"),
    ("{.mixed[?(@==1)]}", "string == integer cannot be compared"),
    (
      "{.spec.containers[?(@.ports[*].containerPort==1)]}",
      "a filter can compare one value at a time"
    ),
    ("{.spec.nope}", "there is no \"nope\""),
  ])
  func `what cannot be followed is told`(template: String, cause: String) throws {
    let value = try JSON.parse(Self.document)
    let path = try JSONPathTemplate(parsing: template)
    let error = #expect(throws: ManifestError.self) {
      try path.text(for: value, missingKeys: .refused)
    }
    #expect(
      error?.description == "cannot follow JSONPath template \"\(template)\": \(cause)")
  }

  @Test(arguments: [
    ".spec.period", "spec.period", "{.spec.period}", "{spec.period}", "$.spec.period",
    "@.spec.period", "['spec'].period", " .spec.period", ".spec..period",
  ])
  func `a path may be written in several ways`(text: String) throws {
    let path = try JSONPath(parsing: text)
    let value = try JSON.parse(Self.document)
    #expect(try path.results(in: value) == [30])
    #expect(try path.first(in: value) == 30)
    #expect(path.description == text)
  }

  @Test func `a path leads to values`() throws {
    let value = try JSON.parse(Self.document)
    let names = try JSONPath(parsing: ".spec.containers[*].name")
    #expect(try names.results(in: value) == ["a", "b", "c"])
    #expect(try names.first(in: value) == "a")
    #expect(try JSONPath(parsing: ".spec.nodeName").results(in: value) == [.null])
    #expect(try JSONPath(parsing: ".nope.nope").results(in: value) == [])
    #expect(try JSONPath(parsing: ".nope.nope").first(in: value) == Optional.none)
    let error = #expect(throws: ManifestError.self) {
      try JSONPath(parsing: ".spec.nope").results(in: value, missingKeys: .refused)
    }
    #expect(error?.description == "cannot follow JSONPath \".spec.nope\": there is no \"nope\"")
  }

  @Test(arguments: [
    ("", "it is empty"), ("{}", "it is empty"), (".a}", "unexpected '}' at column 3"),
    ("a b", "unexpected 'b' at column 3"), ("{.a}{.b}", "unexpected '}' at column 4"),
    (".a[", "the '[' is not closed at column 3"),
  ])
  func `what is no path is refused`(text: String, cause: String) {
    let error = #expect(throws: ManifestError.self) { try JSONPath(parsing: text) }
    #expect(error?.description == "cannot read JSONPath \"\(text)\": \(cause)")
  }
}
