// SPDX-License-Identifier: Apache-2.0

import Log
import Manifest
import Testing

struct JSONPatchTests {
  @Test(arguments: [
    ("{}", "[]", "{}"),
    ("{'a':1}", "[{'op':'add','path':'/b','value':2}]", "{'a':1,'b':2}"),
    ("{'a':1}", "[{'op':'add','path':'/a','value':2}]", "{'a':2}"),
    ("{'a':1}", "[{'op':'add','path':'','value':[1]}]", "[1]"),
    ("[1,3]", "[{'op':'add','path':'/1','value':2}]", "[1,2,3]"),
    ("[1]", "[{'op':'add','path':'/-','value':2},{'op':'add','path':'/2','value':3}]", "[1,2,3]"),
    ("{'a':{'b/c':{'~':1}}}", "[{'op':'remove','path':'/a/b~1c/~0'}]", "{'a':{'b/c':{}}}"),
    ("{'~1':1,'':2}", "[{'op':'remove','path':'/~01'},{'op':'remove','path':'/'}]", "{}"),
    ("[1,2,3]", "[{'op':'remove','path':'/1'}]", "[1,3]"),
    ("{'a':[{'b':1}]}", "[{'op':'replace','path':'/a/0/b','value':null}]", "{'a':[{'b':null}]}"),
    ("{'a':{}}", "[{'op':'replace','path':'/a/b','value':1}]", "{'a':{'b':1}}"),
    ("{'a':{'b':1},'c':{}}", "[{'op':'move','from':'/a/b','path':'/c/d'}]", "{'a':{},'c':{'d':1}}"),
    ("[1,2,3]", "[{'op':'move','from':'/0','path':'/2'}]", "[2,3,1]"),
    ("{'a':{'b':1}}", "[{'op':'copy','from':'/a','path':'/a/c'}]", "{'a':{'b':1,'c':{'b':1}}}"),
    (
      "{'a':[1,{'b':1.0}]}", "[{'op':'test','path':'/a','value':[1.0,{'b':1}]}]",
      "{'a':[1,{'b':1.0}]}"
    ),
    ("{'a':1}", "[{'op':'test','path':'/b','value':null}]", "{'a':1}"),
  ])
  func `operations do what they say`(document: String, patch: String, result: String) throws {
    #expect(try json(document).applying(try JSONPatch(try json(patch))) == (try json(result)))
  }

  @Test(arguments: [
    (
      "{'op':'test','path':'/a/b','value':2}",
      #"test "/a/b"): the value there is not the expected one"#
    ),
    ("{'op':'test','path':'/x','value':2}", #"test "/x"): there is no "x""#),
    ("{'op':'remove','path':'/x'}", #"remove "/x"): there is no "x""#),
    ("{'op':'remove','path':''}", #"remove ""): the whole document cannot be removed"#),
    ("{'op':'replace','path':'/x/y','value':1}", #"replace "/x/y"): there is no "x""#),
    (
      "{'op':'replace','path':'/l/2','value':1}",
      #"replace "/l/2"): index 2 is out of range, the list has 2 items"#
    ),
    ("{'op':'add','path':'/x/y','value':1}", #"add "/x/y"): there is no "x""#),
    ("{'op':'add','path':'/s/y','value':1}", #"add "/s/y"): its parent is a string"#),
    ("{'op':'add','path':'/s/y/z','value':1}", #"add "/s/y/z"): there is no "y" in a string"#),
    (
      "{'op':'add','path':'/l/3','value':1}",
      #"add "/l/3"): index 3 is out of range, the list has 2 items"#
    ),
    (
      "{'op':'remove','path':'/l/2'}",
      #"remove "/l/2"): index 2 is out of range, the list has 2 items"#
    ),
    (
      "{'op':'remove','path':'/e/0'}",
      #"remove "/e/0"): index 0 is out of range, the list has 0 items"#
    ),
    ("{'op':'remove','path':'/l/-'}", #"remove "/l/-"): "-" is not the index of a list item"#),
    ("{'op':'remove','path':'/l/01'}", #"remove "/l/01"): "01" is not the index of a list item"#),
    ("{'op':'remove','path':'/l/-1'}", #"remove "/l/-1"): "-1" is not the index of a list item"#),
    (
      "{'op':'remove','path':'/l/99999999999999999999'}",
      #"remove "/l/99999999999999999999"): index 99999999999999999999 is out of range, the list has 2 items"#
    ),
    ("{'op':'move','from':'/x','path':'/y'}", #"move "/x" to "/y"): there is no "x""#),
    ("{'op':'copy','from':'/x~1y','path':'/y'}", #"copy "/x~1y" to "/y"): there is no "x/y""#),
  ])
  func `an operation that fails is named, and nothing happens`(_ operation: String, _ cause: String)
    throws
  {
    let document = try json("{'a':{'b':1},'l':[1,2],'e':[],'s':'t'}")
    let patch = try JSONPatch(
      try json("[{'op':'remove','path':'/l/0'},{'op':'add','path':'/l/0','value':1},\(operation)]"))
    let error = #expect(throws: ManifestError.self) { try document.applying(patch) }
    #expect(error?.description == "cannot apply JSON patch: operation 2 (\(cause)")
  }

  @Test(arguments: [
    ("{}", "it must be a list of operations, not a map"),
    ("[1]", "operation 0: must be a map, not an integer"),
    ("[{'path':'/a'}]", "operation 0: op is missing"),
    ("[{'op':1,'path':'/a'}]", "operation 0: op must be a string, not an integer"),
    (
      "[{'op':'add','path':'/a','value':1},{'op':'put','path':'/a'}]",
      #"operation 1: op must be add, remove, replace, move, copy or test, not "put""#
    ),
    ("[{'op':'remove'}]", "operation 0: path is missing"),
    ("[{'op':'add','path':'/a'}]", "operation 0: value is missing"),
    ("[{'op':'copy','path':'/a'}]", "operation 0: from is missing"),
    ("[{'op':'remove','path':'a'}]", #"operation 0: path "a": it must be empty or begin with '/'"#),
    (
      "[{'op':'remove','path':'/a~2'}]",
      #"operation 0: path "/a~2": '~' must stand before '0' or '1'"#
    ),
    (
      "[{'op':'remove','path':'/a~'}]",
      #"operation 0: path "/a~": '~' must stand before '0' or '1'"#
    ),
    (
      "[{'op':'move','from':'/a','path':'/a/b'}]",
      #"operation 0: "/a" cannot be moved into itself, to "/a/b""#
    ),
  ])
  func `what is no patch is refused`(_ text: String, _ cause: String) throws {
    let value = try json(text)
    let error = #expect(throws: ManifestError.self) { try JSONPatch(value) }
    #expect(error?.description == "cannot read JSON patch: \(cause)")
  }

  @Test func `a patch cannot grow a document without end`() throws {
    let double: Value = ["op": "copy", "from": "", "path": "/a"]
    let add: Value = ["op": "copy", "from": "/a", "path": "/b"]
    let bomb = try JSONPatch(.list(Array(repeating: [double, add], count: 100).flatMap(\.self)))
    let error = #expect(throws: ManifestError.self) { try json("{'x':1}").applying(bomb) }
    #expect(error?.cause.hasSuffix("the patch copies more than 3 MiB") == true)

    let nest: [Value] = [
      ["op": "move", "from": "/a", "path": "/b/a"], ["op": "move", "from": "/b", "path": "/a"],
      ["op": "add", "path": "/b", "value": [:]],
    ]
    let tower = try JSONPatch(.list(Array(repeating: nest, count: 1100).flatMap(\.self)))
    let depth = #expect(throws: ManifestError.self) { try json("{'a':1,'b':{}}").applying(tower) }
    #expect(depth?.cause.hasSuffix("the document would be deeper than 1000 levels") == true)

    let many = Value.list(Array(repeating: ["op": "remove", "path": "/a"], count: 10_001))
    let count = #expect(throws: ManifestError.self) { try JSONPatch(many) }
    #expect(count?.cause == "it has more than 10000 operations")
    let path = String(repeating: "/a", count: 1001)
    let deep = #expect(throws: ManifestError.self) { try JSONPointer(parsing: path) }
    #expect(deep?.cause == "it is deeper than 1000 levels")
  }

  private static let oracleCases = [
    "[{'op':'add','path':'/data/b~1c','value':'1'}]",
    "[{'op':'replace','path':'/data/a','value':'2'}]",
    "[{'op':'replace','path':'/data/x','value':'2'}]",
    "[{'op':'remove','path':'/data/a'}]",
    "[{'op':'remove','path':'/data/x'}]",
    "[{'op':'add','path':'/x/y','value':1}]",
    "[{'op':'test','path':'/data/a','value':'1'},{'op':'remove','path':'/data/a'}]",
    "[{'op':'test','path':'/data/a','value':'2'},{'op':'remove','path':'/data/a'}]",
    "[{'op':'test','path':'/data/x','value':null}]",
    "[{'op':'test','path':'/n','value':1.0}]",
    "[{'op':'add','path':'/l/-','value':3}]",
    "[{'op':'add','path':'/l/0','value':3}]",
    "[{'op':'add','path':'/l/2','value':3}]",
    "[{'op':'add','path':'/l/3','value':3}]",
    "[{'op':'move','from':'/data/a','path':'/data/b'}]",
    "[{'op':'copy','from':'/data','path':'/data/b'}]",
    "[{'op':'move','from':'/l/0','path':'/l/1'}]",
    "[{'op':'put','path':'/data/a'}]",
  ]

  @Test func `patches do what kubectl does`() async throws {
    let base =
      "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'x'},'data':{'a':'1'},'l':[1,2],'n':1}"
    let answers = try await Oracle.answers("patch/json", about: Self.oracleCases) { patch in
      try await Oracle.patched(try json(base), "json", try json(patch))
    }
    for patch in Self.oracleCases {
      let ours = Result { try json(base).applying(try JSONPatch(try json(patch))) }
      switch (answers[patch], ours) {
      case (.string?, .failure): break
      case (let answer?, .success(let value)): #expect(value == answer, "\(patch)")
      case (let answer, let ours): Issue.record("\(patch): \(String(describing: answer)), \(ours)")
      }
    }
  }
}
