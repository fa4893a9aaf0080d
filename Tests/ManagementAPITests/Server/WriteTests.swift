// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import Testing

struct WriteTests {
  @Test func `a new object gets an identity, and loses what is not its to say`() async throws {
    try await TestPlane.run { plane in
      var sent = TestPlane.machine("a", spec: ["size": 3])
      sent.status = ["phase": "Running"]
      sent.metadata.uid = "mine"
      sent.metadata.generation = 9
      let made = try await plane.client.create(sent, at: TestPlane.at())
      #expect(made.metadata.uid?.count == 36)
      #expect(made.metadata.uid != "mine")
      #expect(made.metadata.generation == 1)
      #expect(made.metadata.creationTimestamp != nil)
      #expect(made.value["status"] == nil)
      #expect(try await plane.client.get(TestPlane.at("a")) == made)
    }
  }

  @Test func `a name is made up from generateName`() async throws {
    try await TestPlane.run { plane in
      var sent = TestPlane.machine("")
      sent.value["metadata"] = ["generateName": "pool-"]
      let made = try await plane.client.create(sent, at: TestPlane.at())
      #expect(made.name.hasPrefix("pool-"))
      #expect(made.name.count == 10)
    }
  }

  @Test func `what cannot be made is refused in Kubernetes' words`() async throws {
    try await TestPlane.run { plane in
      try await plane.make("a")
      let twice = try await refusal { try await plane.make("a") }
      #expect(twice?.message == "machines.test.capctl.dev \"a\" already exists")
      let upper = try await refusal { try await plane.make("A") }
      #expect(upper?.code == 422)
      let nowhere = try await refusal {
        var sent = TestPlane.machine("b")
        sent.metadata.namespace = "nowhere"
        _ = try await plane.client.create(
          sent, at: Address(TestPlane.machines, namespace: "nowhere"))
      }
      #expect(nowhere?.message == "namespaces \"nowhere\" not found")
      let elsewhere = try await refusal {
        var sent = TestPlane.machine("b")
        sent.metadata.namespace = "other"
        _ = try await plane.client.create(sent, at: TestPlane.at())
      }
      #expect(
        elsewhere?.message
          == "the namespace of the provided object does not match the namespace sent on the request"
      )
      let unknown = try await refusal {
        _ = try await plane.client.get(
          Address(Resource(group: "x", version: "v1", plural: "ys"), name: "z"))
      }
      #expect(unknown?.message == "the server could not find the requested resource")
    }
  }

  @Test func `the generation counts changes of the spec alone`() async throws {
    try await TestPlane.run { plane in
      var object = try await plane.make("a", spec: ["size": 3])
      object.metadata.labels = ["x": "y"]
      object = try await plane.client.update(object, at: TestPlane.at("a"))
      #expect(object.metadata.generation == 1)
      object.spec["size"] = 4
      object = try await plane.client.update(object, at: TestPlane.at("a"))
      #expect(object.metadata.generation == 2)
      object.status = ["phase": "Running"]
      object.spec["size"] = 99
      let reported = try await plane.client.update(object, at: TestPlane.at("a", "status"))
      #expect(reported.metadata.generation == 2)
      #expect(reported.spec == ["size": 4])
      #expect(reported.status == ["phase": "Running"])
    }
  }

  @Test func `a stale update is a conflict, and one that says nothing new is no write`()
    async throws
  {
    try await TestPlane.run { plane in
      let first = try await plane.make("a", spec: ["size": 1])
      var second = first
      second.spec["size"] = 2
      second = try await plane.client.update(second, at: TestPlane.at("a"))
      let stale = try await refusal {
        _ = try await plane.client.update(first, at: TestPlane.at("a"))
      }
      #expect(stale?.isConflict == true)
      let before = plane.store.revision
      #expect(try await plane.client.update(second, at: TestPlane.at("a")) == second)
      #expect(plane.store.revision == before)
      var unversioned = second
      unversioned.metadata.resourceVersion = nil
      let refused = try await refusal {
        _ = try await plane.client.update(unversioned, at: TestPlane.at("a"))
      }
      #expect(refused?.code == 422)
    }
  }

  @Test func `a dry run answers, and keeps nothing`() async throws {
    try await TestPlane.run { plane in
      var options = WriteOptions()
      options.isDryRun = true
      let made = try await plane.client.create(TestPlane.machine("a"), at: TestPlane.at(), options)
      #expect(made.metadata.uid != nil)
      #expect(try await plane.client.find(TestPlane.at("a")) == nil)
    }
  }

  @Test(arguments: [
    Patch.merge(["spec": ["size": 5]]),
    .json([["op": "replace", "path": "/spec/size", "value": 5]]),
  ])
  func `patches change what they say, and no more`(patch: Patch) async throws {
    try await TestPlane.run { plane in
      try await plane.make("a", spec: ["size": 3, "pool": "p"])
      let patched = try await plane.client.patch(patch, at: TestPlane.at("a"))
      #expect(patched.spec == ["size": 5, "pool": "p"])
      #expect(patched.metadata.generation == 2)
    }
  }

  @Test func `ten writers that patch the same object all have their way`() async throws {
    try await TestPlane.run { plane in
      try await plane.make("a")
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<10 {
          group.addTask {
            _ = try await plane.client.patch(
              .merge(["spec": ["w\(writer)": true]]), at: TestPlane.at("a"))
          }
        }
        try await group.waitForAll()
      }
      #expect(try await plane.client.get(TestPlane.at("a")).spec.map?.count == 10)
    }
  }
}
