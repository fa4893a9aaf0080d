// SPDX-License-Identifier: Apache-2.0

import HTTP
import Kube
import Log
import Manifest
import TestKit
import Testing

/// A client over TLS on the embedded API: what it tells must be what the API holds.
struct RemoteClientTests {
  @Test func `an object is made, read, changed, listed and deleted`() async throws {
    try await TestServer.run { test in
      let client = test.client
      let made = try await client.create(
        TestServer.machine("a", spec: ["size": 1]), at: TestServer.at())
      #expect(made.metadata.uid != nil)
      var changed = made
      changed.spec = ["size": 2]
      let updated = try await client.update(changed, at: TestServer.at("a"))
      #expect(updated.metadata.generation == 2)
      let patched = try await client.patch(
        .merge(["spec": ["size": 3]]), at: TestServer.at("a"))
      #expect(patched.spec["size"] == 3)
      let listed = try await client.list(TestServer.at())
      #expect(listed.items == [try await test.local.get(TestServer.at("a"))])
      try await client.delete(TestServer.at("a"))
      #expect(try await client.find(TestServer.at("a")) == nil)
    }
  }

  @Test func `server-side apply and its conflicts come through`() async throws {
    try await TestServer.run { test in
      let client = test.client
      var options = WriteOptions()
      options.fieldManager = "first"
      let wish = TestServer.machine("a", spec: ["size": 1]).value
      _ = try await client.patch(.apply(wish), at: TestServer.at("a"), options)
      options.fieldManager = "second"
      let other = TestServer.machine("a", spec: ["size": 2]).value
      let refused = try await refusal {
        _ = try await client.patch(.apply(other), at: TestServer.at("a"), options)
      }
      #expect(refused?.isConflict == true)
      #expect(refused?.details.causes.first?.field == ".spec.size")
      options.force = true
      let taken = try await client.patch(.apply(other), at: TestServer.at("a"), options)
      #expect(taken.spec["size"] == 2)
    }
  }

  @Test func `errors are the same as without HTTP in between`() async throws {
    try await TestServer.run { test in
      let clients: [any KubeClient] = [test.client, test.local]
      var errors: [[StatusError?]] = []
      for client in clients {
        errors.append([
          try await refusal { _ = try await client.get(TestServer.at("none")) },
          try await refusal {
            _ = try await client.update(TestServer.machine("none"), at: TestServer.at("none"))
          },
          try await refusal {
            _ = try await client.get(
              Address(Resource(group: "no.such", version: "v1", plural: "things"), name: "a"))
          },
        ])
      }
      #expect(errors[0] == errors[1])
      #expect(errors[0].allSatisfy { $0?.isNotFound == true })
    }
  }

  @Test func `a list comes in pages`() async throws {
    try await TestServer.run { test in
      for index in 0..<7 {
        _ = try await test.local.create(TestServer.machine("m\(index)"), at: TestServer.at())
      }
      var options = ListOptions()
      options.limit = 3
      let first = try await test.client.list(TestServer.at(), options)
      #expect(first.items.map(\.name) == ["m0", "m1", "m2"])
      #expect(first.continuation != nil)
      let all = try await test.client.listAll(TestServer.at(), options)
      #expect(all.items.map(\.name) == (0..<7).map { "m\($0)" })
      options.labelSelector = "a in (b, c), !d"
      #expect(try await test.client.list(TestServer.at(), options).items.isEmpty)
    }
  }

  @Test func `a delete of something else than was meant is refused`() async throws {
    try await TestServer.run { test in
      _ = try await test.client.create(TestServer.machine("a"), at: TestServer.at())
      var options = DeleteOptions()
      options.uid = "another"
      let error = try await refusal { try await test.client.delete(TestServer.at("a"), options) }
      #expect(error?.isConflict == true)
      #expect(try await test.client.find(TestServer.at("a")) != nil)
    }
  }

  @Test func `a dry run keeps nothing`() async throws {
    try await TestServer.run { test in
      var options = WriteOptions()
      options.isDryRun = true
      _ = try await test.client.create(TestServer.machine("a"), at: TestServer.at(), options)
      #expect(try await test.client.find(TestServer.at("a")) == nil)
    }
  }

  @Test func `a logical cluster is reached by the path in the server's URL`() async throws {
    try await TestServer.run(cluster: "demo/inner") { test in
      _ = try await test.client.create(TestServer.machine("a"), at: TestServer.at())
      #expect(try await test.local.find(TestServer.at("a")) != nil)
    }
  }

  @Test func `a wrong token is refused, once`() async throws {
    try await TestServer.run { test in
      var access = test.access
      access.credentials = .token(Secret("wrong"))
      let client = RemoteClient(access, over: test.http)
      let error = try await refusal { _ = try await client.get(TestServer.at("a")) }
      #expect(error?.reason == .unauthorized)
    }
  }

  @Test func `a server that is not there is unreachable, by name`() async throws {
    try await TestServer.run { test in
      let port = try freePort()
      let access = ClusterAccess(server: "http://127.0.0.1:\(port)")
      let client = RemoteClient(access, over: test.http)
      let error = try await refusal { _ = try await client.get(TestServer.at("a")) }
      #expect(error?.isUnreachable == true)
      #expect(error?.isTransient == true)
      let text = error?.description ?? ""
      #expect(text.hasPrefix("cannot get machines.test.capctl.dev demo/a: no answer from http://"))
    }
  }

  @Test func `a server that nobody vouches for is unreachable`() async throws {
    try await TestServer.run { test in
      var access = test.access
      access.tls.onlyCAs = nil
      let client = RemoteClient(access, over: test.http)
      let error = try await refusal { _ = try await client.get(TestServer.at("a")) }
      #expect(error?.isUnreachable == true)
      #expect(error?.message.contains("unknown authority") == true)
      #expect(error?.hint != nil)
    }
  }
}
