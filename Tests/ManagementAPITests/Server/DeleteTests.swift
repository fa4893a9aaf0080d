// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import Testing

struct DeleteTests {
  @Test func `what nothing holds goes at once`() async throws {
    try await TestPlane.run { plane in
      let made = try await plane.make("a")
      let answer = try await plane.client.delete(TestPlane.at("a"))
      #expect(answer.value["status"] == "Success")
      #expect(answer.value["details", "uid"]?.string == made.metadata.uid)
      #expect(try await plane.client.find(TestPlane.at("a")) == nil)
    }
  }

  @Test func `what a finalizer holds is marked, and goes with the last of them`() async throws {
    try await TestPlane.run { plane in
      var sent = TestPlane.machine("a")
      sent.metadata.finalizers = ["capctl.dev/hold"]
      _ = try await plane.client.create(sent, at: TestPlane.at())
      let marked = try await plane.client.delete(TestPlane.at("a"))
      #expect(marked.isDeleting)
      #expect(marked.metadata.generation == 2)
      let again = try await plane.client.delete(TestPlane.at("a"))
      #expect(again == marked)
      _ = try await plane.client.patch(
        .merge(["metadata": ["finalizers": .null]]), at: TestPlane.at("a"))
      #expect(try await plane.client.find(TestPlane.at("a")) == nil)
    }
  }

  @Test func `nobody finds a new reason to hold what is going`() async throws {
    try await TestPlane.run { plane in
      var sent = TestPlane.machine("a")
      sent.metadata.finalizers = ["capctl.dev/hold"]
      _ = try await plane.client.create(sent, at: TestPlane.at())
      var marked = try await plane.client.delete(TestPlane.at("a"))
      marked.metadata.finalizers.append("capctl.dev/more")
      let error = try await refusal {
        _ = try await plane.client.update(marked, at: TestPlane.at("a"))
      }
      #expect(
        error?.message.contains("no new finalizers can be added if the object is being deleted")
          == true)
    }
  }

  @Test func `a precondition that does not hold stops a deletion`() async throws {
    try await TestPlane.run { plane in
      try await plane.make("a")
      var options = DeleteOptions()
      options.uid = "someone-else"
      let error = try await refusal { try await plane.client.delete(TestPlane.at("a"), options) }
      #expect(error?.isConflict == true)
      #expect(try await plane.client.find(TestPlane.at("a")) != nil)
    }
  }

  @Test func `a collection is deleted as selected`() async throws {
    try await TestPlane.run { plane in
      try await plane.make("a", spec: ["pool": "p"])
      try await plane.make("b", spec: ["pool": "q"])
      var which = ListOptions()
      which.fieldSelector = "spec.pool=p"
      let answer = try await plane.client.send(
        Call(.deleteCollection(DeleteOptions(), which), at: TestPlane.at()))
      #expect(answer.value["items"]?.list?.map { Object($0).name } == ["a"])
      #expect(try await plane.client.list(TestPlane.at()).items.map(\.name) == ["b"])
    }
  }
}
