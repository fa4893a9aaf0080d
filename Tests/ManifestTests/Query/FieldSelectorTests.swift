// SPDX-License-Identifier: Apache-2.0

import Log
import Manifest
import Testing

struct FieldSelectorTests {
  private static let object: Value = [
    "metadata": ["name": "x", "odd": "a,b=c\\d"], "spec": ["on": true, "n": 3, "list": [1]],
  ]

  @Test(arguments: [
    ("", true), ("metadata.name=x", true), ("metadata.name==x", true), ("metadata.name!=x", false),
    ("metadata.name=y", false), ("metadata.name!=y", true), ("status.phase=", true),
    ("status.phase!=", false), ("status.phase!=Running", true),
    ("metadata.name=x,spec.on=true", true),
    ("metadata.name=x,spec.on=false", false), ("spec.n=3", true), ("spec.list=1", false),
    ("spec.list!=1", false), (#"metadata.odd=a\,b\=c\\d"#, true), (",metadata.name=x,,", true),
  ])
  func `a selector matches fields`(text: String, matches: Bool) throws {
    #expect(try FieldSelector(parsing: text).matches(Self.object) == matches)
  }

  @Test(arguments: [
    ("b=1,a==2", "a=2,b=1"), ("a!=1", "a!=1"), (#"a=x\,y\=z\\"#, #"a=x\,y\=z\\"#), ("a=", "a="),
    (",", ""),
  ])
  func `a selector is printed in its plain form`(text: String, printed: String) throws {
    let selector = try FieldSelector(parsing: text)
    #expect(selector.description == printed)
    #expect(try FieldSelector(parsing: printed) == selector)
  }

  @Test(arguments: [
    ("metadata.name", "expected <field>=<value> at column 1"),
    ("a=b,c", "expected <field>=<value> at column 5"),
    ("=b", "expected <field>=<value> at column 1"),
    ("a!b", "expected <field>=<value> at column 1"),
    ("a=b=c", #"'=' within a value is written '\=' at column 4"#),
    (#"a=b\c"#, #"'\' must stand before '\', ',' or '=' at column 4"#),
    (#"a=b\"#, #"'\' must stand before '\', ',' or '=' at column 4"#),
  ])
  func `a fault is told with its place`(text: String, cause: String) {
    let error = #expect(throws: ManifestError.self) { try FieldSelector(parsing: text) }
    #expect(error?.description == "cannot read field selector \"\(text)\": \(cause)")
  }
}
