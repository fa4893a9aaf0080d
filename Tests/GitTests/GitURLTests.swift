// SPDX-License-Identifier: Apache-2.0

import Log
import Testing

@testable import Git

@Suite struct GitURLTests {
  @Test(arguments: [
    ("https://host/o/r.git", GitURL.Place.http("https://host/o/r.git", user: nil, password: nil)),
    ("HTTP://host:8080/", .http("http://host:8080/", user: nil, password: nil)),
    (
      "https://a%40b:p%3Aq@host/r",
      .http("https://host/r", user: "a@b", password: Secret("p:q"))
    ),
    ("https://token@host/r", .http("https://host/r", user: "token", password: nil)),
    ("https://[::1]:8443/r", .http("https://[::1]:8443/r", user: nil, password: nil)),
    ("ssh://host/r.git", .ssh(user: nil, host: "host", port: 22, path: "/r.git")),
    (
      "ssh://git@host:2222/o/r%20s.git",
      .ssh(user: "git", host: "host", port: 2222, path: "/o/r s.git")
    ),
    ("ssh://git@[fe80::1]:22/r", .ssh(user: "git", host: "fe80::1", port: 22, path: "/r")),
    ("ssh://git@host/~ada/r", .ssh(user: "git", host: "host", port: 22, path: "~ada/r")),
    ("git@host:o/r", .ssh(user: "git", host: "host", port: 22, path: "o/r")),
    ("host:/srv/r.git", .ssh(user: nil, host: "host", port: 22, path: "/srv/r.git")),
    ("file:///srv/r%20s.git", .local("/srv/r s.git")),
    ("file://localhost/srv/r.git", .local("/srv/r.git")),
    ("/srv/a:b.git", .local("/srv/a:b.git")),
    ("./host:path", .local("./host:path")),
    ("relative/r.git", .local("relative/r.git")),
    (":odd", .local(":odd")),
  ])
  func `a url says where the repository is`(text: String, place: GitURL.Place) throws {
    #expect(try GitURL(text).place == place)
  }

  @Test(arguments: [
    ("", "cannot use a url of a repository: it is empty, or holds a control character"),
    (
      "https://h/a\nb",
      "cannot use a url of a repository: it is empty, or holds a control character"
    ),
    ("ftp://host/r", "cannot use ftp://host/r as a repository: git over ftp is not known here"),
    ("git://host/r", "cannot use git://host/r as a repository: git over git is not known here"),
    ("https:///r", "cannot use https:///r as a repository: it lacks a part, or one is not valid"),
    ("ssh://host", "cannot use ssh://host as a repository: it lacks a part, or one is not valid"),
    (
      "ssh://host:99999/r",
      "cannot use ssh://host:99999/r as a repository: it lacks a part, or one is not valid"
    ),
    (
      "ssh://-oProxyCommand=x/r",
      "cannot use ssh://-oProxyCommand=x/r as a repository: it lacks a part, or one is not valid"
    ),
    (
      "ssh://host/a%zz",
      "cannot use ssh://host/a%zz as a repository: it lacks a part, or one is not valid"
    ),
    (
      "file://other/r",
      "cannot use file://other/r as a repository: it lacks a part, or one is not valid"
    ),
    (
      "foo://u:secret@h/r", "cannot use foo://u@h/r as a repository: git over foo is not known here"
    ),
  ])
  func `what is no url of a repository is refused`(text: String, message: String) {
    let error = #expect(throws: GitError.self) { try GitURL(text) }
    #expect(error?.description == message)
  }

  @Test func `a password is not shown`() throws {
    let url = try GitURL("https://ada:secret@host/r")
    #expect("\(url)" == "https://ada@host/r")
    var everything = ""
    dump(url, to: &everything)
    #expect(!everything.contains("secret"))
  }

  @Test(arguments: [
    ("https://Host/a", "https://host:443/b", true),
    ("https://host/a", "https://host:8443/a", false),
    ("https://host/a", "http://host/a", false), ("http://host/a", "http://host:80/b", true),
    ("https://host/a", "https://host.evil/a", false),
    ("https://host/a", "https://evil@host/a", true),
  ])
  func `an origin is scheme, host and port`(one: String, other: String, isSame: Bool) throws {
    #expect((URLParts(one)?.origin == URLParts(other)?.origin) == isSame)
  }

  @Test(arguments: [
    ("staging", ["stage", "prod"], "stage"),
    ("project1-staging-aks", ["project1-stage-aks"], "project1-stage-aks"),
    ("prd", ["prod", "other"], "prod"), ("x", ["y"], nil), ("abc", [], nil),
    ("ab", ["ba", "abcdef"], nil),
  ])
  func `the closest name is the one with the fewest changes`(
    word: String, names: [String], closest: String?
  ) {
    #expect(Git.closest(to: word, among: names) == closest)
  }

  @Test(arguments: [
    "", "abc", String(repeating: "g", count: 40), String(repeating: "a", count: 41),
  ])
  func `an id has forty digits`(text: String) {
    #expect(ObjectID(text) == nil)
  }
}
