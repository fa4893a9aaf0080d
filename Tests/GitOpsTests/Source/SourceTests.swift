// SPDX-License-Identifier: Apache-2.0

import Git
import Manifest
import Testing

@testable import GitOps

/// Which revision is meant, and which of its files.
struct SourceTests {
  @Test(arguments: [
    ("^1.2", "1.2.0 1.9.9", "1.1.9 2.0.0 1.3.0-rc.1"), ("~1.2", "1.2.0 1.2.9", "1.3.0"),
    ("~1", "1.0.0 1.9.0", "2.0.0"), (">=1.0.0 <2.0.0", "1.0.0 v1.5.0", "0.9.0 2.0.0"),
    (">=1.0.0-0", "1.0.0-rc.1 2.0.0", "0.9.0"), ("1.x", "1.0.0 1.2.3", "2.0.0"),
    ("*", "0.1.0 9.9.9", "1.0.0-rc"), ("1.0 - 2.0", "1.0.0 2.0.0", "0.9.0"),
    ("1.2.3 || 2.x", "1.2.3 2.4.0", "1.2.4 3.0.0"), ("^0.2.3", "0.2.3 0.2.9", "0.3.0"),
    ("> 1.2", "1.3.0", "1.2.9"), ("!=1.0.0", "1.0.1", "1.0.0"),
    (">=1.0.0,<1.5.0", "1.4.9", "1.5.0"),
  ])
  func `a range takes what it should`(_ range: String, _ inside: String, _ outside: String) throws {
    let range = try #require(SemverRange(range))
    for text in inside.split(separator: " ") {
      #expect(range.contains(try #require(Semver(text))), "\(text)")
    }
    for text in outside.split(separator: " ") {
      #expect(!range.contains(try #require(Semver(text))), "\(text)")
    }
  }

  @Test(arguments: ["", "abc", ">=", "1.2.3.4", "^^1", "1 -"])
  func `what is no range is none`(_ text: String) { #expect(SemverRange(text) == nil) }

  @Test func `versions are in order`() throws {
    let order = "1.0.0-alpha 1.0.0-alpha.1 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0 1.0.1 1.10.0"
    let versions = order.split(separator: " ").compactMap { Semver($0) }
    #expect(versions.count == 8)
    #expect(versions.shuffled().sorted() == versions)
  }

  private static let id = String(repeating: "a", count: 40)

  @Test(arguments: ["main@sha1:\(id)", "sha1:\(id)", "refs/heads/main@sha1:\(id)"])
  func `a revision is read as it was written`(_ text: String) {
    #expect(SourceRevision(text)?.description == text)
  }

  @Test func `the form before is read too`() {
    #expect(SourceRevision("main/\(Self.id)")?.description == "main@sha1:\(Self.id)")
    #expect(SourceRevision("main@sha1:abc") == nil)
  }

  @Test(arguments: [
    ("{}", SourceReference.branch("master")), ("{branch: a}", .branch("a")),
    ("{branch: a, tag: b}", .tag("b")), ("{tag: b, semver: 1.x}", .newestTag("1.x")),
    ("{semver: 1.x, name: refs/pull/1/head}", .name("refs/pull/1/head")),
    ("{branch: ''}", .branch("master")),
  ])
  func `of several words the stronger one counts`(_ text: String, _ reference: SourceReference)
    throws
  {
    #expect(try SourceReference(YAML.parse(text)) == reference)
  }

  @Test(arguments: ["{commit: abc}", "{semver: latest}"])
  func `what means nothing is refused`(_ text: String) throws {
    let value = try YAML.parse(text)
    #expect(throws: GitOpsError.self) { try SourceReference(value) }
  }

  @Test(arguments: [
    ("*.png", "a.png b/c.png", "a.yaml"), ("/a", "a a/b.yaml", "b/a"),
    ("docs/", "docs/a.yaml x/docs/b", "docs"), ("a/b", "a/b a/b/c", "x/a/b"),
    ("**/x", "x a/x a/b/x", "xx"), ("a/**/z", "a/z a/b/z a/b/c/z", "b/z"),
    ("a/**", "a/b a/b/c", "b"),
    ("*\n!keep.yaml", "a b.yaml", "keep.yaml"), ("# a\n\\#b", "#b", "a"),
    ("[a-c].yaml", "a.yaml c.yaml", "d.yaml"), ("[!a].yaml", "b.yaml", "a.yaml"),
    ("a?c", "abc", "ac"), ("a*c*e", "ace abcde", "abd"),
  ])
  func `files are left out as git would`(_ rules: String, _ out: String, _ kept: String) {
    var ignore = IgnoreRules()
    ignore.add(rules)
    for path in out.split(separator: " ") { #expect(ignore.leavesOut(String(path)), "\(path)") }
    for path in kept.split(separator: " ") { #expect(!ignore.leavesOut(String(path)), "\(path)") }
  }

  @Test func `rules of a folder are for that folder`() {
    let rules = IgnoreRules.of(nil, files: [("sub", "*.yaml\n!a.yaml")])
    #expect(rules.leavesOut("sub/b.yaml") && rules.leavesOut("sub/x/b.yaml"))
    #expect(!rules.leavesOut("b.yaml") && !rules.leavesOut("sub/a.yaml"))
    #expect(rules.leavesOut("logo.png") && rules.leavesOut(".github/a.yaml"))
    let own = IgnoreRules.of("*.txt", files: [])
    #expect(!own.leavesOut("logo.png") && own.leavesOut("a.txt") && own.leavesOut(".gitignore"))
  }
}
