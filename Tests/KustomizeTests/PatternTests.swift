// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Kustomize

struct PatternTests {
  @Test(arguments: [
    ("web", "web", "webs"), ("web.*", "web-2", "a-web"), ("a|bc", "bc", "ac"),
    ("(a|b)+c?", "abac", "c"),
    ("[a-c]{2,3}", "abc", "abca"), ("[^a-c]", "d", "b"), (#"\d+\.\w"#, "12.x", "12x"),
    ("a{2}", "aa", "aaa"),
    ("a{2,}", "aaaa", "a"), ("x{", "x{", "x"), ("x{,2}", "x{,2}", "xx"), (".", "ü", ""),
    ("", "", "a"),
    ("^a$", "a", "ba"), (#"\Aa\z"#, "a", "aa"), ("[[:alpha:]]+", "ab", "a1"), ("[]a]+", "]a", "b"),
    ("[a-]+", "a-", "b"), (#"[\w.]+"#, "a.b_1", "a b"), ("(?:ab)*", "abab", "aba"),
    ("(?P<n>a)b", "ab", "b"),
    (#"a\b.b"#, "a-b", "a_b"), ("a*?b+?", "aab", "aa"), (#"\S\s\D\W"#, "a b-", "a 1-"),
  ])
  func `a pattern matches what Go's would`(_ pattern: String, _ yes: String, _ no: String) throws {
    let pattern = try Pattern(pattern)
    #expect(pattern.matchesAll(of: yes))
    #expect(!pattern.matchesAll(of: no))
  }

  @Test(arguments: [
    "(", ")", "a)", "*", "a**", "[", "[b-a]", "a{2,1}", "a{1001}", #"\q"#, #"\"#, "(?i)a",
    "[[:x:]]", "(?P<a",
  ])
  func `what is no pattern is refused`(_ pattern: String) {
    #expect(throws: Fault.self) { try Pattern(pattern) }
  }

  @Test func `a pattern is looked for within a text`() throws {
    #expect(try Pattern("b+").matches(within: "abbc"))
    #expect(try Pattern("ngin").matches(within: "my-nginx"))
    #expect(try !Pattern("^b").matches(within: "ab"))
    #expect(try !Pattern("b$").matches(within: "ba"))
  }

  @Test func `no pattern takes for ever, and none grows without bound`() throws {
    let text = String(repeating: "a", count: 5000)
    #expect(try !Pattern("(a+)+b").matchesAll(of: text))
    #expect(try Pattern("(a|a)*").matchesAll(of: text))
    #expect(throws: Fault.self) { try Pattern("((a{100}){100}){100}") }
    #expect(throws: Fault.self) { try Pattern(String(repeating: "(", count: 500)) }
  }
}
