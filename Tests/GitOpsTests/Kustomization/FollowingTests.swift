// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import ManagementAPI
import Manifest
import Site
import TestKit
import Testing

@testable import GitOps

/// A repository is followed: what is committed is there, and what is taken out goes.
struct FollowingTests {
  @Test func `a commit is applied, the next one changes it, and a revert brings it back`()
    async throws
  {
    try await SyncScene.run { scene in
      let first = try await scene.repository.commit(["a.yaml": configMap("a", "one")])
      try await scene.follow()
      try await scene.isApplied(first)
      #expect(try await scene.data("a") == "one")
      let second = try await scene.repository.commit(["a.yaml": configMap("a", "two")])
      try await scene.isApplied(second)
      #expect(try await scene.data("a") == "two")
      try await scene.repository.git("revert", "--no-edit", "HEAD")
      try await scene.isApplied(try await scene.repository.push())
      #expect(try await scene.data("a") == "one")
    }
  }

  @Test func `a file that is removed takes its objects with it, and no others`() async throws {
    try await SyncScene.run { scene in
      try await scene.apply(Object(try YAML.parse(configMap("mine", namespace: "default"))))
      let files = ["a.yaml": configMap("a"), "sub/b.yml": configMap("b"), "c.txt": "no: manifest"]
      try await scene.repository.commit(files)
      try await scene.follow()
      try await eventually("both are there") {
        let (a, b) = (try await scene.configMap("a"), try await scene.configMap("b"))
        return a != nil && b != nil
      }
      let revision = try await scene.repository.commit(["sub/b.yml": nil])
      try await scene.isApplied(revision)
      #expect(try await scene.configMap("b") == nil)
      #expect(try await scene.configMap("a") != nil)
      #expect(try await scene.configMap("mine") != nil)
      #expect(try await scene.kustomization().inventory.map(\.id) == ["default_a__ConfigMap"])
    }
  }

  @Test func `a change by hand returns, and what others add stays`() async throws {
    try await SyncScene.run { scene in
      let revision = try await scene.repository.commit(["a.yaml": configMap("a")])
      try await scene.follow(kustomization: "interval: 2s")
      try await scene.isApplied(revision)
      _ = try await scene.client.patch(
        .merge(["data": ["key": "changed", "other": "added"]]),
        at: Address(.configMaps, namespace: "default", name: "a"))
      try await eventually("the value is as it was") { try await scene.data("a") == "value" }
      #expect(try await scene.data("a", "other") == "added")
    }
  }

  @Test func `a field that leaves git leaves the object`() async throws {
    try await SyncScene.run { scene in
      try await scene.repository.commit(["a.yaml": configMap("a") + "  more: here\n"])
      try await scene.follow()
      try await eventually("it is there") { try await scene.data("a", "more") == "here" }
      let revision = try await scene.repository.commit(["a.yaml": configMap("a")])
      try await scene.isApplied(revision)
      #expect(try await scene.data("a", "more") == nil)
    }
  }

  @Test func `nothing is written while nothing changes`() async throws {
    try await SyncScene.run { scene in
      let revision = try await scene.repository.commit(["a.yaml": configMap("a")])
      try await scene.follow(repository: "interval: 1s", kustomization: "interval: 1s")
      try await scene.isApplied(revision)
      let store = try #require(scene.store)
      var before = store.revision
      // What was begun may still be told of.
      try await eventually("nothing is written for two seconds") {
        before = store.revision
        try await Task.sleep(for: .seconds(2))
        return before == store.revision
      }
      try await Task.sleep(for: .seconds(5))
      #expect(store.revision == before)
    }
  }

  @Test func `a suspended one is left alone, and goes on`() async throws {
    try await SyncScene.run { scene in
      let first = try await scene.repository.commit(["a.yaml": configMap("a", "one")])
      try await scene.follow()
      try await scene.isApplied(first)
      try await scene.follow(kustomization: "suspend: true")
      let second = try await scene.repository.commit(["a.yaml": configMap("a", "two")])
      try await eventually("the source is further") {
        let source = try await scene.client.get(scene.place(.gitRepository, "repo"))
        return GitRepository(source).revision == second
      }
      #expect(try await scene.data("a") == "one")
      try await scene.follow()
      try await scene.isApplied(second)
    }
  }

  @Test func `a request is answered`() async throws {
    try await SyncScene.run { scene in
      let revision = try await scene.repository.commit(["a.yaml": configMap("a")])
      try await scene.follow()
      try await scene.isApplied(revision)
      _ = try await scene.client.patch(
        .merge(["data": ["key": "changed"]]),
        at: Address(.configMaps, namespace: "default", name: "a"))
      try await scene.annotate("all", Annotations.requestedAt, "now")
      try await eventually("it is answered") {
        try await scene.kustomization().handledRequest == "now"
      }
      try await eventually("the value is as it was") { try await scene.data("a") == "value" }
    }
  }

  @Test(arguments: [("", true), ("deletionPolicy: Orphan", false), ("prune: false", false)])
  func `a Kustomization takes what it applied along, if it is to`(
    _ policy: (spec: String, takes: Bool)
  ) async throws {
    try await SyncScene.run { scene in
      let revision = try await scene.repository.commit(["a.yaml": configMap("a")])
      try await scene.follow(kustomization: policy.spec.isEmpty ? "{}" : policy.spec)
      try await scene.isApplied(revision)
      try await scene.client.delete(scene.place(.kustomization, "all"))
      try await eventually("it is gone") {
        try await scene.client.find(scene.place(.kustomization, "all")) == nil
      }
      #expect((try await scene.configMap("a") == nil) == policy.takes)
    }
  }

  @Test func `what begins anew goes on where it was`() async throws {
    try await withTemporaryDirectory { folder in
      let repository = try await Repository(in: folder)
      let first = try await repository.commit(["a.yaml": configMap("a", "one")])
      try await SyncScene.run(in: folder, repository) { scene in
        try await scene.follow()
        try await scene.isApplied(first)
      }
      let second = try await repository.commit(["b.yaml": configMap("b"), "a.yaml": nil])
      try await SyncScene.run(in: folder, repository) { scene in
        try await scene.isApplied(second)
        #expect(try await scene.configMap("a") == nil)
        #expect(try await scene.configMap("b") != nil)
      }
    }
  }
}
