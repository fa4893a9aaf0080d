// SPDX-License-Identifier: Apache-2.0

import Kube
import ManagementAPI
import Manifest
import Runtime
import Synchronization
import TestKit
import Testing

@testable import Controllers
@testable import Site

struct PodWatchTests {
  @Test func `a Pod of a control plane that changes is told, and no other`() async throws {
    try await withStage { stage in
      let told = Mutex(0)
      let watch = PodWatch(client: stage.workload, clock: .system) { told.withLock { $0 += 1 } }
      let task = Task { await watch.run() }
      defer { task.cancel() }
      func make(_ name: String, _ labels: [String: String]) async throws {
        var pod = Object(
          GroupVersionKind(group: "", version: "v1", kind: "Pod"), namespace: "kube-system",
          name: name)
        pod.metadata.labels = labels
        pod.spec = ["containers": [["name": "main", "image": "registry.example/main:1"]]]
        _ = try await stage.workload.create(pod, at: Address(.pods, namespace: "kube-system"))
      }
      try await make("kube-apiserver-n", ["tier": "control-plane"])
      try await eventually("the first Pod is told") { told.withLock(\.self) == 1 }
      try await make("coredns", ["k8s-app": "kube-dns"])
      _ = try await stage.workload.patch(
        .merge(["metadata": ["labels": ["x": "y"]]]),
        at: Address(.pods, namespace: "kube-system", name: "kube-apiserver-n"))
      try await eventually("its change is told") { told.withLock(\.self) == 2 }
    }
  }
}
