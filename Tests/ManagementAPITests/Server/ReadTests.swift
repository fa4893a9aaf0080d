// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import Testing

struct ReadTests {
  @Test func `pages are of one moment, whatever happens meanwhile`() async throws {
    try await TestPlane.run { plane in
      for number in 0..<25 { try await plane.make("m\(10 + number)") }
      var options = ListOptions()
      options.limit = 10
      var page = try await plane.client.list(TestPlane.at(), options)
      #expect(page.remaining == 15)
      var names = page.items.map(\.name)
      while let next = page.continuation {
        try await plane.make("m\(10 + names.count)x")
        try await plane.client.delete(TestPlane.at("m\(10 + names.count)"))
        options.continuation = next
        page = try await plane.client.list(TestPlane.at(), options)
        names += page.items.map(\.name)
      }
      #expect(names == (0..<25).map { "m\(10 + $0)" })
    }
  }

  @Test func `selectors select`() async throws {
    try await TestPlane.run { plane in
      for (name, pool) in [("a", "p"), ("b", "q"), ("c", "p")] {
        var sent = TestPlane.machine(name, spec: ["pool": .string(pool)])
        sent.metadata.labels = ["first": name == "a" ? "yes" : "no"]
        _ = try await plane.client.create(sent, at: TestPlane.at())
      }
      var options = ListOptions()
      options.labelSelector = "first in (no)"
      options.fieldSelector = "spec.pool=p"
      #expect(try await plane.client.list(TestPlane.at(), options).items.map(\.name) == ["c"])
      options.fieldSelector = "spec.size=3"
      await #expect(throws: StatusError.badRequest("field label not supported: spec.size")) {
        try await plane.client.list(TestPlane.at(), options)
      }
    }
  }

  @Test func `a revision from the future is not here yet`() async throws {
    try await TestPlane.run { plane in
      var options = ListOptions()
      options.resourceVersion = "1000"
      let error = try await refusal { _ = try await plane.client.list(TestPlane.at(), options) }
      #expect(error?.message == "Timeout: Too large resource version: 1000, current: 1")
    }
  }

  @Test func `a list of an exact past is that past`() async throws {
    try await TestPlane.run { plane in
      let made = try await plane.make("a")
      try await plane.make("b")
      var options = ListOptions()
      options.resourceVersion = made.metadata.resourceVersion
      options.versionMatch = .exact
      #expect(try await plane.client.list(TestPlane.at(), options).items.map(\.name) == ["a"])
    }
  }

  @Test func `a watch tells what enters and leaves its selection`() async throws {
    try await TestPlane.run { plane in
      try await plane.make("a", spec: ["pool": "p"])
      var options = WatchOptions()
      options.fieldSelector = "spec.pool=p"
      options.sendsInitialEvents = true
      let watch = try await plane.client.watch(TestPlane.at(), options)
      var told: [String] = []
      try await plane.make("b", spec: ["pool": "q"])
      _ = try await plane.client.patch(.merge(["spec": ["pool": "p"]]), at: TestPlane.at("b"))
      _ = try await plane.client.patch(.merge(["spec": ["pool": "q"]]), at: TestPlane.at("a"))
      _ = try await plane.client.patch(.merge(["spec": ["size": 1]]), at: TestPlane.at("b"))
      try await plane.client.delete(TestPlane.at("b"))
      for try await event in watch {
        told.append("\(event.type) \(event.object.name)")
        if told.count == 6 { break }
      }
      #expect(
        told == ["ADDED a", "BOOKMARK ", "ADDED b", "DELETED a", "MODIFIED b", "DELETED b"])
    }
  }

  @Test func `a watch of what is forgotten is told to list again`() async throws {
    try await TestPlane.run(retention: Retention(count: 3)) { plane in
      let first = try await plane.make("a")
      for number in 0..<6 { try await plane.make("b\(number)") }
      var options = WatchOptions()
      options.resourceVersion = first.metadata.resourceVersion
      let watch = try await plane.client.watch(TestPlane.at(), options)
      let error = try await refusal { for try await _ in watch {} }
      #expect(error?.isExpired == true)
    }
  }

  @Test func `one who watches a quiet collection misses nothing while others change`()
    async throws
  {
    try await TestPlane.run(retention: Retention(count: 3)) { plane in
      let first = try await plane.make("a")
      let watch = try await plane.client.watch(TestPlane.at(), WatchOptions())
      for number in 0..<9 { try await plane.makeConfigMap("c\(number)") }
      var options = WatchOptions()
      options.resourceVersion = first.metadata.resourceVersion
      let late = try await plane.client.watch(TestPlane.at(), options)
      try await plane.make("b")
      var told: [String] = []
      for try await event in watch {
        told.append(event.object.name)
        if told.count == 2 { break }
      }
      for try await event in late {
        told.append(event.object.name)
        break
      }
      #expect(told == ["a", "b", "b"])
    }
  }

  @Test func `a list that breaks off may go on with what is there now`() async throws {
    try await TestPlane.run(retention: Retention(count: 2)) { plane in
      for name in ["a", "b", "c"] { try await plane.make(name) }
      var options = ListOptions()
      options.limit = 1
      options.continuation = try await plane.client.list(TestPlane.at(), options).continuation
      for name in ["d", "e", "f"] { try await plane.make(name) }
      let error = try await refusal { _ = try await plane.client.list(TestPlane.at(), options) }
      #expect(error?.isExpired == true)
      let token = try #require(error?.continuation)
      options = ListOptions()
      options.continuation = token
      let rest = try await plane.client.list(TestPlane.at(), options)
      #expect(rest.items.map(\.name) == ["b", "c", "d", "e", "f"])
    }
  }

  @Test func `a watch ends when its time is up, and says how far it came`() async throws {
    try await TestPlane.run { plane in
      let made = try await plane.make("a")
      // The bookmark counts what happened elsewhere too.
      let other = try await plane.makeConfigMap("c")
      var options = WatchOptions()
      options.timeout = .milliseconds(300)
      options.resourceVersion = made.metadata.resourceVersion
      let watch = try await plane.client.watch(TestPlane.at(), options)
      var told: [WatchEvent] = []
      for try await event in watch { told.append(event) }
      #expect(told.map(\.type) == ["BOOKMARK"])
      #expect(
        told.last?.object.metadata.resourceVersion == other.metadata.resourceVersion)
    }
  }
}
