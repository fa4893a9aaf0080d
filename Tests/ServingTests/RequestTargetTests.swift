// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Serving

struct RequestTargetTests {
  @Test(arguments: [
    ("/", "/", ""),
    ("/api/v1/pods", "/api/v1/pods", ""),
    ("/a%20b/%c3%a4", "/a b/ä", ""),
    ("/a+b", "/a+b", ""),
    ("/a%2Fb", "/a/b", ""),
    ("/x?", "/x", ""),
    ("/x?watch", "/x", "watch="),
    ("/x?a=1&b=2&a=3", "/x", "a=1,b=2,a=3"),
    ("/x?labelSelector=app%3Dweb%2Ctier+in+%28a%29", "/x", "labelSelector=app=web,tier in (a)"),
    ("/x?a=b=c&&=d&e=", "/x", "a=b=c,=d,e="),
    ("/x?q=a?b/c", "/x", "q=a?b/c"),
    ("*", "*", ""),
    ("http://host:80/x?y=z", "/x", "y=z"),
    ("http://host", "/", ""),
    ("http://host?y=z", "/", "y=z"),
    ("//double/slash", "//double/slash", ""),
  ])
  func `a target has a path and a query`(text: String, path: String, query: String) throws {
    let target = try #require(RequestTarget(Array(text.utf8)))
    #expect(target.text == text)
    #expect(target.path == path)
    #expect(target.query.map { "\($0.name)=\($0.value)" }.joined(separator: ",") == query)
  }

  @Test(arguments: ["/%", "/%4", "/%zz", "/%ff", "/x?a=%", "/x?%c3=1"])
  func `a target that cannot be decoded is refused`(text: String) {
    #expect(RequestTarget(Array(text.utf8)) == nil)
  }
}
