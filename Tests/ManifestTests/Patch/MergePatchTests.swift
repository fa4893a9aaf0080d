// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

struct MergePatchTests {
  /// The table of RFC 7386, appendix A.
  @Test(arguments: [
    ("{'a':'b'}", "{'a':'c'}", "{'a':'c'}"),
    ("{'a':'b'}", "{'b':'c'}", "{'a':'b','b':'c'}"),
    ("{'a':'b'}", "{'a':null}", "{}"),
    ("{'a':'b','b':'c'}", "{'a':null}", "{'b':'c'}"),
    ("{'a':['b']}", "{'a':'c'}", "{'a':'c'}"),
    ("{'a':'c'}", "{'a':['b']}", "{'a':['b']}"),
    ("{'a':{'b':'c'}}", "{'a':{'b':'d','c':null}}", "{'a':{'b':'d'}}"),
    ("{'a':[{'b':'c'}]}", "{'a':[1]}", "{'a':[1]}"),
    ("['a','b']", "['c','d']", "['c','d']"),
    ("{'a':'b'}", "['c']", "['c']"),
    ("{'a':'foo'}", "null", "null"),
    ("{'a':'foo'}", "'bar'", "'bar'"),
    ("{'e':null}", "{'a':1}", "{'e':null,'a':1}"),
    ("[1,2]", "{'a':'b','c':null}", "{'a':'b'}"),
    ("{}", "{'a':{'bb':{'ccc':null}}}", "{'a':{'bb':{}}}"),
  ])
  func `a patch sets, replaces and removes`(base: String, patch: String, result: String) throws {
    #expect(try json(base).applying(mergePatch: try json(patch)) == (try json(result)))
  }

  @Test(arguments: [
    ("{'a':1}", "{'a':1}", "{}"),
    ("{'a':1,'b':2}", "{'b':3}", "{'b':3,'a':null}"),
    ("{'a':{'x':1,'y':2}}", "{'a':{'x':1}}", "{'a':{'y':null}}"),
    ("{'a':{'x':1}}", "{'a':{}}", "{'a':{'x':null}}"),
    ("{}", "{'a':{}}", "{'a':{}}"),
    ("{'a':[1]}", "{'a':{'b':[2]}}", "{'a':{'b':[2]}}"),
    ("{'a':[1,2]}", "{'a':[2,1]}", "{'a':[2,1]}"),
    ("{'a':1}", "{'a':null}", "{'a':null}"),
    ("{}", "{'a':null}", "{}"),
    ("[1]", "{'a':1}", "{'a':1}"),
    ("{'a':1}", "2", "2"),
  ])
  func `the difference is the smallest patch`(from: String, to: String, patch: String) throws {
    #expect(Value.mergePatch(from: try json(from), to: try json(to)) == (try json(patch)))
  }

  @Test func `applying again keeps what others have set`() throws {
    let original = try json("{'a':1,'b':{'c':1,'d':2},'gone':{'x':1},'l':[1]}")
    let modified = try json("{'a':2,'b':{'c':1},'l':[1,2],'e':{}}")
    let current = try json(
      "{'a':1,'b':{'c':9,'d':2,'z':3},'gone':{'x':1,'y':2},'l':[1],'status':{}}")
    let patch = Value.threeWayMergePatch(original: original, modified: modified, current: current)
    #expect(patch == (try json("{'b':{'d':null,'c':1},'gone':null,'a':2,'l':[1,2],'e':{}}")))
    #expect(
      current.applying(mergePatch: patch)
        == (try json("{'a':2,'b':{'c':1,'z':3},'l':[1,2],'e':{},'status':{}}")))
  }

  @Test func `the first application removes nothing`() throws {
    let modified = try json("{'a':1,'b':null}")
    let patch = Value.threeWayMergePatch(
      original: [:], modified: modified, current: ["c": 1, "b": 2])
    #expect(patch == ["a": 1])
  }
}
