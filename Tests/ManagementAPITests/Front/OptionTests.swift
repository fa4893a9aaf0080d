// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import Testing

/// What may be asked for beside the thing itself; the refusals are those of a kube-apiserver.
struct OptionTests {
  static let list = "ListOptions.meta.k8s.io \"\" is invalid: "
  static let deletion = "DeleteOptions.meta.k8s.io \"\" is invalid: "

  @Test(arguments: [
    (
      "resourceVersion=5&resourceVersionMatch=Foo", 422,
      list + "resourceVersionMatch: Unsupported value: \"Foo\": supported values: \"Exact\", "
        + "\"NotOlderThan\", \"\""
    ),
    (
      "resourceVersionMatch=Exact", 422,
      list + "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless "
        + "resourceVersion is provided"
    ),
    (
      "resourceVersion=0&resourceVersionMatch=Exact", 422,
      list + "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for "
        + "resourceVersion \"0\""
    ),
    (
      "sendInitialEvents=true", 422,
      list + "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list"
    ),
    (
      "watch=1&sendInitialEvents=true", 422,
      list + "resourceVersionMatch: Forbidden: sendInitialEvents requires setting "
        + "resourceVersionMatch to NotOlderThan"
    ),
    (
      "watch=1&resourceVersionMatch=NotOlderThan", 422,
      list + "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless "
        + "sendInitialEvents is provided"
    ),
    ("resourceVersion=99999", 504, "Timeout: Too large resource version: 99999, current: 1"),
    (
      "resourceVersion=abc", 500,
      "resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax"
    ),
    (
      "watch=1&resourceVersion=-1", 500,
      "resourceVersion: Invalid value: \"-1\": strconv.ParseUint: parsing \"-1\": invalid syntax"
    ),
    ("continue=xyz", 400, "invalid continue token: continue key is not valid"),
    ("limit=abc", 400, "strconv.ParseInt: parsing \"abc\": invalid syntax"),
  ])
  func `a list that cannot be is refused`(query: String, code: Int, words: String) async throws {
    try await APICaller.run { caller in
      let reply = try await caller.send("GET", "\(APICaller.machines)?\(query)")
      #expect(reply.status == code)
      #expect(reply.message == words)
    }
  }

  @Test(arguments: [
    (
      "", #"{"dryRun": ["Foo"]}"#,
      "dryRun: Unsupported value: []string{\"Foo\"}: supported values: \"All\""
    ),
    (
      "?propagationPolicy=Foo&dryRun=x", "",
      "[propagationPolicy: Unsupported value: \"Foo\": supported values: \"Foreground\", "
        + "\"Background\", \"Orphan\", \"nil\", dryRun: Unsupported value: []string{\"x\"}: "
        + "supported values: \"All\"]"
    ),
    (
      "", #"{"orphanDependents": true, "propagationPolicy": "Orphan"}"#,
      "propagationPolicy: Invalid value: \"Orphan\": orphanDependents and deletionPropagation "
        + "cannot be both set"
    ),
  ])
  func `a deletion that cannot be is refused`(
    query: String, body: String, words: String
  ) async throws {
    try await APICaller.run { caller in
      try await caller.plane.make("a")
      let sent = body.isEmpty ? Value?.none : try JSON.parse(body)
      let reply = try await caller.send("DELETE", "\(APICaller.machines)/a\(query)", sent)
      #expect(reply.status == 422)
      #expect(reply.message == Self.deletion + words)
    }
  }

  @Test(arguments: [
    ("?dryRun=All", ""), ("", #"{"kind": "DeleteOptions", "apiVersion": "v1", "dryRun": ["All"]}"#),
  ])
  func `a deletion that is not meant keeps the object`(query: String, body: String) async throws {
    try await APICaller.run { caller in
      try await caller.plane.make("a")
      let sent = body.isEmpty ? Value?.none : try JSON.parse(body)
      let reply = try await caller.send("DELETE", "\(APICaller.machines)/a\(query)", sent)
      #expect(reply.value["status"] == "Success")
      #expect(try await caller.plane.client.find(TestPlane.at("a")) != nil)
    }
  }

  @Test func `a deletion of what has changed is refused`() async throws {
    try await APICaller.run { caller in
      let made = try await caller.plane.make("a")
      let reply = try await caller.send(
        "DELETE", "\(APICaller.machines)/a", ["preconditions": ["uid": "x"]])
      #expect(reply.status == 409)
      #expect(
        reply.message
          == "Operation cannot be fulfilled on Machine.test.capctl.dev \"a\": the UID in the "
          + "precondition (x) does not match the UID in record (\(made.metadata.uid ?? "")). The "
          + "object might have been deleted and then recreated")
    }
  }

  @Test func `a writer that gives no name is called by its agent`() async throws {
    try await APICaller.run { caller in
      let sent = TestPlane.machine("a", spec: ["size": 1]).value
      let made = try await caller.send("POST", APICaller.machines, sent, agent: "my tool/1 x")
      let managers = made.value["metadata", "managedFields"]?.list ?? []
      #expect(managers.map { $0["manager"] } == ["my tool"])
      let applied = try await caller.send(
        "PATCH", "\(APICaller.machines)/a", sent, type: "application/apply-patch+yaml")
      #expect(
        applied.message
          == "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required "
          + "for apply patch")
    }
  }

  @Test(arguments: [
    ("POST", "\(APICaller.machines)/a"), ("PUT", APICaller.machines),
    ("PATCH", APICaller.machines), ("POST", "/apis/test.capctl.dev/v1/machines"),
  ])
  func `what cannot be done to a thing is refused`(method: String, path: String) async throws {
    try await APICaller.run { caller in
      let reply = try await caller.send(method, path, [:])
      #expect(reply.status == 405)
      #expect(
        reply.message == "the server does not allow this method on the requested resource")
    }
  }

  @Test func `a watch of what is forgotten begins, and says so`() async throws {
    try await APICaller.run(retention: Retention(count: 2)) { caller in
      for number in 0..<5 { try await caller.plane.make("m\(number)") }
      let reply = try await caller.send("GET", "\(APICaller.machines)?watch=1&resourceVersion=1")
      #expect(reply.status == 200)
      #expect(reply.value["type"] == "ERROR")
      #expect(reply.value["object", "code"] == 410)
      #expect(reply.value["object", "reason"] == "Expired")
    }
  }

  @Test func `a watch ends in time, with a bookmark where that is asked for`() async throws {
    try await APICaller.run { caller in
      try await caller.plane.make("a")
      let path = "\(APICaller.machines)?watch=1&timeoutSeconds=1&resourceVersion=0"
      let plain = try await caller.send("GET", path)
      #expect(plain.values.map { $0["type"] } == ["ADDED"])
      let marked = try await caller.send("GET", path + "&allowWatchBookmarks=true")
      #expect(marked.values.map { $0["type"] } == ["ADDED", "BOOKMARK"])
    }
  }

  @Test(arguments: [
    ("true", ["ADDED", "BOOKMARK", "BOOKMARK"]), ("false", ["BOOKMARK"]),
  ])
  func `a watch sends what is there as it is told to`(
    wish: String, told: [Value]
  ) async throws {
    try await APICaller.run { caller in
      try await caller.plane.make("a")
      let reply = try await caller.send(
        "GET",
        "\(APICaller.machines)?watch=1&timeoutSeconds=1&allowWatchBookmarks=true"
          + "&resourceVersionMatch=NotOlderThan&sendInitialEvents=\(wish)")
      #expect(reply.values.map { $0["type"] ?? .null } == told)
    }
  }

  @Test func `a page says where the next begins, and how much is left`() async throws {
    try await APICaller.run { caller in
      for name in ["a", "b", "c"] { try await caller.plane.make(name) }
      let page = try await caller.send("GET", "\(APICaller.machines)?limit=1").value
      #expect(page["metadata", "remainingItemCount"] == 2)
      let token = page["metadata", "continue"]?.string ?? ""
      let last = try await caller.send(
        "GET", "\(APICaller.machines)?limit=2&continue=\(token)"
      ).value
      #expect(last["items"]?.list?.map { Object($0).name } == ["b", "c"])
      #expect(last["metadata", "continue"] == nil)
      let selected = try await caller.send(
        "GET", "\(APICaller.machines)?limit=1&labelSelector=!x"
      ).value
      #expect(selected["metadata", "remainingItemCount"] == nil)
    }
  }
}
