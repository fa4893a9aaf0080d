// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import ManagementAPI
import Manifest
import TestKit
import Testing

@testable import GitOps

/// What a cluster lets go of before its machines go.
struct AgentReleaseTests {
  private static let since = Time(seconds: 1_000)

  /// A cluster with a load balancer, and with two volumes that somebody uses.
  private static let objects = """
    {apiVersion: v1, kind: Service, metadata: {name: web, finalizers: [example.com/cloud]},
     spec: {type: LoadBalancer, ports: [{port: 80}]}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: inner}, spec: {ports: [{port: 80}]}}
    ---
    {apiVersion: v1, kind: PersistentVolume, metadata: {name: disk, finalizers: [example.com/disk]},
     spec: {persistentVolumeReclaimPolicy: Delete, claimRef: {namespace: default, name: data-db-0}}}
    ---
    {apiVersion: v1, kind: PersistentVolume, metadata: {name: kept},
     spec: {persistentVolumeReclaimPolicy: Retain, claimRef: {namespace: default, name: kept}}}
    ---
    {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data-db-0}, spec: {}}
    ---
    {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: kept}, spec: {}}
    ---
    {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db},
     spec: {replicas: 1, serviceName: db, selector: {matchLabels: {a: b}},
       template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: a}]}},
       volumeClaimTemplates: [{metadata: {name: data}, spec: {}}]}}
    ---
    {apiVersion: v1, kind: Pod, metadata: {name: db-0},
     spec: {nodeName: one, containers: [{name: a, image: a}],
       volumes: [{name: data, persistentVolumeClaim: {claimName: data-db-0}}]}}
    ---
    {apiVersion: v1, kind: Pod, metadata: {name: other},
     spec: {nodeName: one, containers: [{name: a, image: a}],
       volumes: [{name: data, persistentVolumeClaim: {claimName: kept}}]}}
    """

  private static let plurals = [
    "Service": "services", "PersistentVolume": "persistentvolumes", "Pod": "pods",
    "PersistentVolumeClaim": "persistentvolumeclaims", "StatefulSet": "statefulsets",
  ]

  private static func place(_ kind: String, _ name: String? = nil) -> Address {
    let group = kind == "StatefulSet" ? "apps" : ""
    let resource = Resource(group: group, version: "v1", plural: plurals[kind] ?? "")
    return Address(
      resource, namespace: kind == "PersistentVolume" ? nil : "default", name: name)
  }

  private func with(_ body: (LocalClient) async throws -> Void) async throws {
    try await withTemporaryDirectory { folder in
      let store = try Store(folder.appending(path: "store.db").path)
      let server = APIServer(store, kinds: try .served())
      let client = server.client(of: "default/demo")
      let namespace = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
      _ = try? await client.create(
        Object(namespace, name: "default"),
        at: Address(Resource(group: "", version: "v1", plural: "namespaces")))
      for value in try Source("objects", text: Self.objects).values() {
        let object = Object(value)
        _ = try await client.create(object, at: Self.place(object.kind))
      }
      try await body(client)
    }
  }

  private func step(_ client: LocalClient, after seconds: Int64 = 1) async throws -> String? {
    let now = Self.since + .seconds(seconds)
    return try await AgentRelease(client: client, since: Self.since).step(at: now)
  }

  /// Says, in the place of a cloud, that what it made is gone.
  private func free(_ client: LocalClient, _ address: Address) async throws {
    _ = try await client.patch(.merge(["metadata": ["finalizers": .null]]), at: address)
  }

  private func isGone(_ client: LocalClient, _ kind: String, _ name: String) async throws -> Bool {
    let found = try await client.find(Self.place(kind, name))
    return found?.isDeleting ?? true
  }

  @Test func `load balancers go, then volumes, and what is kept stays`() async throws {
    try await with { client in
      let first = try await step(client)
      #expect(first?.contains("Service default/web to be gone") == true)
      #expect(try await !isGone(client, "PersistentVolumeClaim", "data-db-0"))
      try await free(client, Self.place("Service", "web"))
      let second = try await step(client)
      #expect(second?.contains("PersistentVolume disk to be gone") == true)
      let set = try await client.get(Self.place("StatefulSet", "db"))
      #expect(set.spec["replicas"] == 0)
      for (kind, name) in [("PersistentVolumeClaim", "data-db-0"), ("Pod", "db-0")] {
        #expect(try await isGone(client, kind, name), "\(kind) \(name)")
      }
      for (kind, name) in [
        ("PersistentVolumeClaim", "kept"), ("Pod", "other"), ("Service", "inner"),
        ("PersistentVolume", "kept"),
      ] {
        #expect(try await !isGone(client, kind, name), "\(kind) \(name)")
      }
      try await free(client, Self.place("PersistentVolume", "disk"))
      try await client.delete(Self.place("PersistentVolume", "disk"))
      #expect(try await step(client) == nil)
    }
  }

  @Test func `each step is given up in its time`() async throws {
    try await with { client in
      for (seconds, waited) in [
        (299, "Service default/web"), (300, "PersistentVolume disk"),
        (599, "PersistentVolume disk"),
      ] as [(Int64, String)] {
        let message = try await step(client, after: seconds)
        #expect(message?.contains(waited) == true, "after \(seconds) s: \(message ?? "nothing")")
      }
      #expect(try await step(client, after: 600) == nil)
    }
  }
}
