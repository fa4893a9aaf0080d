// SPDX-License-Identifier: Apache-2.0

import Log
import Manifest
import Testing

struct LabelSelectorTests {
  private static let labels: Map = ["app": "web", "tier": "front", "n": "12", "empty": ""]

  @Test(arguments: [
    ("", true), (" ", true), ("app=web", true), ("app==web", true), ("app = web", true),
    ("app=db", false), ("app!=db", true), ("app!=web", false), ("none!=x", true), ("none=x", false),
    ("app in (web,db)", true), ("app in (db)", false), ("app notin (db, api)", true),
    ("app notin (web)", false), ("none notin (x)", true), ("none in (x)", false),
    ("app", true), ("none", false), ("!none", true), ("! app", false),
    ("n>11", true), ("n > 12", false), ("n<13", true), ("app>1", false), ("none<1", false),
    ("empty=", true), ("empty", true), ("empty in ()", true), ("app in (,web)", true),
    ("app=", false), ("app=web,tier=front,!x", true), ("app=web,tier=back", false),
    ("in=x", false), ("!in", true), ("in in (in,notin)", false), ("notin notin (notin)", true),
    ("app\tin\n(web)", true), ("exists", false), ("x!=", true), ("exists=1", false),
  ])
  func `a selector matches labels`(text: String, matches: Bool) throws {
    #expect(try LabelSelector(parsing: text).matches(Self.labels) == matches)
  }

  @Test func `an object without labels has none`() throws {
    #expect(try LabelSelector(parsing: "!a,b!=c").matches(nil))
    #expect(try !LabelSelector(parsing: "a").matches(nil))
    #expect(LabelSelector.everything.matches(nil))
  }

  @Test(arguments: [
    ("z=1,a==2", "a==2,z=1"), ("a in (c,b,b)", "a in (b,c)"), (" ! a ", "!a"), ("a", "a"),
    ("b,a notin ( y , x ),!c", "a notin (x,y),b,!c"), ("a in ()", "a in ()"),
    ("a in (,b)", "a in (,b)"),
    ("a>1,a<3,a!=2", "a>1,a<3,a!=2"), ("a=,b=", "a=,b="), ("", ""),
  ])
  func `a selector is printed with sorted keys and values`(text: String, printed: String) throws {
    let selector = try LabelSelector(parsing: text)
    #expect(selector.description == printed)
    #expect(try LabelSelector(parsing: printed) == selector)
  }

  @Test(arguments: [
    ("a in b", "expected '(', found 'b' at column 6"),
    ("a in (b", "expected ',' or ')', but it ends at column 8"),
    ("a in (b c)", "expected ',' or ')', found 'c' at column 9"),
    ("a in (b,=)", "expected a value, found '=' at column 9"),
    ("a in", "expected '(', but it ends at column 5"),
    ("a b", "expected an operator, found 'b' at column 3"),
    ("a exists", "expected an operator, found 'exists' at column 3"),
    ("a ! b", "expected an operator, found '!' at column 3"),
    ("!a=b", "expected ',' or the end, found '=' at column 3"),
    ("a=b c", "expected ',' or the end, found 'c' at column 5"),
    ("a=b=c", "expected ',' or the end, found '=' at column 4"),
    ("a===b", "expected a value, found '=' at column 4"),
    ("a=b,", "expected a label key, but it ends at column 5"),
    ("a=b,,c", "expected a label key, found ',' at column 5"),
    (",a", "expected a label key, found ',' at column 1"),
    ("!", "expected a label key, but it ends at column 2"),
    ("(a)", "expected a label key, found '(' at column 1"),
    ("a)", "expected an operator, found ')' at column 2"),
    ("x=1,a>b", "exactly one integer is needed at column 5"),
    ("a>", "exactly one integer is needed at column 1"),
    (
      "A/b/c=d",
      #"key "A/b/c" must be a name with at most one prefix, as in 'example.com/my-name' at column 1"#
    ),
    (
      "a=b,c=-d",
      #"value "-d" must be letters, digits, '-', '_' and '.', beginning and ending with a letter or a digit, as in 'my.name' at column 5"#
    ),
  ])
  func `a fault is told with its place`(text: String, cause: String) {
    let error = #expect(throws: ManifestError.self) { try LabelSelector(parsing: text) }
    #expect(error?.description == "cannot read label selector \"\(text)\": \(cause)")
  }

  @Test(arguments: [
    ("{}", ""), ("{'matchLabels':null,'matchExpressions':null}", ""),
    ("{'matchLabels':{'b':'2','a':'1'}}", "a=1,b=2"),
    (
      """
      {'matchLabels':{'z':'1'},'matchExpressions':[\
      {'key':'a','operator':'In','values':['y','x']},{'key':'b','operator':'NotIn','values':['x']},\
      {'key':'c','operator':'Exists'},{'key':'d','operator':'DoesNotExist','values':[]}]}
      """, "a in (x,y),b notin (x),c,!d,z=1"
    ),
  ])
  func `an object is read as a selector`(object: String, printed: String) throws {
    #expect(try LabelSelector(try json(object)).description == printed)
  }

  @Test(arguments: [
    ("[]", "must be a map, not a list"),
    ("{'matchLabel':{}}", #"there is no field "matchLabel""#),
    ("{'matchLabels':[]}", "matchLabels must be a map, not a list"),
    ("{'matchLabels':{'a':1}}", #"matchLabels: the value of "a" must be a string, not an integer"#),
    (
      "{'matchLabels':{'-':'b'}}",
      #"matchLabels: key "-" name part must be letters, digits, '-', '_' and '.', beginning and ending with a letter or a digit, as in 'my.name'"#
    ),
    ("{'matchExpressions':{}}", "matchExpressions must be a list, not a map"),
    ("{'matchExpressions':['a']}", "matchExpressions[0] must be a map, not a string"),
    ("{'matchExpressions':[{'operator':'In'}]}", "matchExpressions[0].key must be a string"),
    (
      "{'matchExpressions':[{'key':'a','operator':'in'}]}",
      "matchExpressions[0].operator must be In, NotIn, Exists or DoesNotExist"
    ),
    (
      "{'matchExpressions':[{'key':'a','operator':'Exists'},{'key':'a','operator':'In'}]}",
      "matchExpressions[1]: at least one value is needed"
    ),
    (
      "{'matchExpressions':[{'key':'a','operator':'Exists','values':['b']}]}",
      "matchExpressions[0]: no value may be given"
    ),
    (
      "{'matchExpressions':[{'key':'a','operator':'In','values':'b'}]}",
      "matchExpressions[0].values must be a list, not a string"
    ),
    (
      "{'matchExpressions':[{'key':'a','operator':'In','values':[1]}]}",
      "matchExpressions[0].values must hold strings, not an integer"
    ),
  ])
  func `an object that is no selector is refused`(object: String, cause: String) throws {
    let value = try json(object)
    let error = #expect(throws: ManifestError.self) { try LabelSelector(value) }
    #expect(error?.description == "cannot read label selector: \(cause)")
  }
}
