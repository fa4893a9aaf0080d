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
      let error = try await refusal { _ = try await plane.client.watch(TestPlane.at(), options) }
      #expect(error?.isExpired == true)
    }
  }
}
