// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import ManagementAPI
import Manifest
import Plane
import Spawn
import TestKit
import Testing

@testable import capctl

/// Whole clusters, from their manifests to their end.
struct ClusterLifeTests {

  @Test func `a cluster comes up, is scaled, and leaves nothing when it is deleted`() async throws {
    try await FleetScene.run { scene in
      let before = try await scene.left()
      try await scene.make("demo", controlPlanes: 1, workers: 3)
      try await scene.becomesAvailable("demo", machines: 4)
      #expect(try await scene.readyNodes("demo").count == 4)
      try await scene.patch(.machineDeployment, "demo-md-0", ["spec": ["replicas": 1]])
      try await scene.becomesAvailable("demo", machines: 2)
      try await eventually("the Nodes have gone with their Machines") {
        try await scene.readyNodes("demo").count == 2
      }
      try await scene.delete(.cluster, "demo")
      try await eventually("the Cluster is gone") {
        try await scene.find(Cluster.self, "demo") == nil
      }
      try await eventually("its Secrets and templates are gone") {
        try await scene.left() == before
      }
    }
  }

  @Test func `kubectl reaches a cluster by its own kubeconfig, until it is no more`() async throws {
    try await withTemporaryDirectory { folder in
      try await FleetScene.run { scene in
        try await scene.make("demo", workers: 1)
        try await scene.becomesAvailable("demo", machines: 2)
        let secrets = Resource(group: "", version: "v1", plural: "secrets")
        let secret = try await scene.client.get(
          Address(secrets, namespace: "default", name: "demo-kubeconfig"))
        let text = try #require(
          secret.value["data", "value"]?.string.flatMap { Data(base64Encoded: $0) })
        let file = folder.appending(path: "demo.kubeconfig")
        try text.write(to: file)
        func kubectl(_ words: String...) async throws -> Output {
          var command = Command(
            try Part.path("kubectl"), ["--kubeconfig", file.path] + words)
          command.environment = .exactly(["HOME": folder.path])
          command.accepts = Set(0...255)
          return try await command.run()
        }
        let nodes = try await kubectl("get", "nodes", "-o", "name").text
        #expect(nodes.split(separator: "\n").count == 2)
        let made = try await kubectl("create", "configmap", "mine", "--from-literal=a=b")
        #expect(made.text == "configmap/mine created\n")
        try await scene.patch(
          .inMemoryCluster, "demo", ["spec": ["faults": ["apiServer": "Down"]]])
        try await eventually("nobody answers") {
          try await kubectl("get", "nodes", "--request-timeout=2s").exitCode != 0
        }
        try await scene.patch(.inMemoryCluster, "demo", ["spec": ["faults": .null]])
        try await eventually("it answers again, with what was in it") {
          try await kubectl("get", "configmap", "mine").exitCode == 0
        }
      }
    }
  }

  @Test func `a cluster is where it was after a restart, and goes on`() async throws {
    try await withTemporaryDirectory { folder in
      let data = folder.appending(path: "data")
      let manifests = try await Capctl.run(
        "generate", "cluster", "demo", "-i", "inmemory", "--kubernetes-version", "v1.30.0",
        "--worker-machine-count", "1")
      let file = try folder.write(manifests.text, to: "demo.yaml").path
      let own = folder.appending(path: "demo.kubeconfig")
      try await Server.run(in: data) { server in
        #expect(try await server.kubectl("apply", "-f", file).exitCode == 0)
        try await server.becomesAvailable("demo", workers: 1)
        let secret = try await server.kubectl(
          "get", "secret", "demo-kubeconfig", "-o", "jsonpath={.data.value}")
        try #require(Data(base64Encoded: secret.text)).write(to: own)
      }
      try await Server.run(in: data) { server in
        try await server.becomesAvailable("demo", workers: 1)
        let scaled = try await server.kubectl(
          "scale", "machinedeployment", "demo-md-0", "--replicas", "2")
        #expect(scaled.exitCode == 0)
        try await server.becomesAvailable("demo", workers: 2)
        let nodes = try await server.kubectl("--kubeconfig", own.path, "get", "nodes", "-o", "name")
        #expect(nodes.text.split(separator: "\n").count == 3, "\(nodes.errorText)")
      }
    }
  }

  @Test func `a paused cluster is left alone until it is paused no more`() async throws {
    try await FleetScene.run { scene in
      try await scene.make("demo", workers: 1)
      try await scene.becomesAvailable("demo", machines: 2)
      try await scene.patch(.cluster, "demo", ["spec": ["paused": true]])
      try await eventually("everybody says so") {
        try await scene.find(MachineDeployment.self, "demo-md-0")?
          .isTrue(ConditionTypes.paused) == true
      }
      try await scene.patch(.machineDeployment, "demo-md-0", ["spec": ["replicas": 2]])
      try await scene.make("other", workers: 1)
      try await scene.becomesAvailable("other", machines: 2)
      #expect(try await scene.all(Machine.self, of: "demo").count == 2)
      try await scene.patch(.cluster, "demo", ["spec": ["paused": false]])
      try await scene.becomesAvailable("demo", machines: 3)
    }
  }

  @Test func `owners and finalizers that are taken away come back, and nothing else`() async throws
  {
    try await FleetScene.run { scene in
      try await scene.make("demo", controlPlanes: 3, workers: 2)
      try await scene.becomesAvailable("demo", machines: 5)
      let before = try await scene.ties()
      #expect(before.keys.contains { $0.hasPrefix("Machine ") })
      for (address, _) in before.values {
        _ = try await scene.client.patch(
          .merge(["metadata": ["ownerReferences": .null, "finalizers": .null]]), at: address)
      }
      var left: [String] = []
      let deadline = ContinuousClock.now + .seconds(120)
      try await eventually("all are as they were") {
        let now = try await scene.ties()
        left = before.flatMap { name, object in
          object.ties.symmetricDifference(now[name]?.ties ?? []).map { "\(name): \($0)" }
        }
        return (left.isEmpty && now.count == before.count) || ContinuousClock.now > deadline
      }
      #expect(left == [])
      try await scene.becomesAvailable("demo", machines: 5)
      try await scene.comesToRest()
    }
  }

  @Test func `nothing is written while nothing is to be done`() async throws {
    try await FleetScene.run { scene in
      try await scene.make("demo", controlPlanes: 3, workers: 2)
      try await scene.becomesAvailable("demo", machines: 5)
      let revision = try await scene.comesToRest()
      try await Task.sleep(for: .seconds(15))
      #expect(try await scene.revision() == revision)
    }
  }
}

extension Server {
  /// The cluster says that it is available, with so many workers.
  fileprivate func becomesAvailable(_ cluster: String, workers: Int) async throws {
    try await eventually("\(cluster) is available with \(workers) workers") {
      let text = try await kubectl(
        "get", "cluster", cluster, "-o",
        "jsonpath={.status.workers.availableReplicas} "
          + "{.status.conditions[?(@.type=='Available')].status}"
      ).text
      return text == "\(workers) True"
    }
  }
}

extension FleetScene {
  /// The last revision of the store.
  func revision() async throws -> String {
    let namespaces = Address(Resource(group: "", version: "v1", plural: "namespaces"))
    return try await client.list(namespaces).resourceVersion
  }

  /// Waits until what was begun is reported.
  @discardableResult
  func comesToRest() async throws -> String {
    var revision = ""
    try await eventually("nothing is written for five seconds") {
      let before = try await self.revision()
      try await Task.sleep(for: .seconds(5))
      revision = try await self.revision()
      return before == revision
    }
    return revision
  }

  /// By object, its owners and finalizers, where it has any.
  func ties() async throws -> [String: (address: Address, ties: Set<String>)] {
    var found: [String: (Address, Set<String>)] = [:]
    let kinds =
      Kinds.all.map { $0.resource() } + [
        Resource(group: "", version: "v1", plural: "secrets")
      ]
    for resource in kinds {
      for object in try await client.list(Address(resource, namespace: Self.namespace)).items {
        let owners = object.metadata.ownerReferences.map {
          "\($0.kind) \($0.name) \($0.uid) \($0.isController)"
        }
        let ties = Set(owners + object.metadata.finalizers)
        if ties.isEmpty { continue }
        let address = Address(resource, namespace: Self.namespace, name: object.name)
        found["\(object)"] = (address, ties)
      }
    }
    return found
  }

  /// All that is in the namespace beside what is always there.
  func left() async throws -> [String] {
    var left: [String] = []
    for kind in plane.api.catalog(of: "").kinds where kind.isNamespaced && !kind.isReview {
      let resource = Resource(
        group: kind.group, version: kind.storageVersion, plural: kind.plural)
      if kind.kind == "Event" { continue }
      let list = try await client.list(Address(resource, namespace: Self.namespace))
      left += list.items.map { "\($0)" }
    }
    return left
  }
}
