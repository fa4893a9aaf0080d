// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Site

/// Empties the Node of a Machine that goes: the calls to the workload cluster.
struct NodeDrain {
  private let site: Site
  private let parts: MachineParts
  private let node: String
  private let started: Time

  init(_ site: Site, _ parts: MachineParts, node: String, started: Time) {
    self.site = site
    self.parts = parts
    self.node = node
    self.started = started
  }

  /// One pass: whatever may be evicted now is.
  func drain() async -> MachineDeletion.Progress {
    await looking("Draining") { client throws(StatusError) in
      guard let seen = try await client.find(Address(.nodes, name: node)) else { return .done }
      if seen.spec["unschedulable"]?.bool != true {
        _ = try await client.patch(
          .merge(["spec": ["unschedulable": true]]), at: Address(.nodes, name: node))
      }
      let isReachable = seen.isReachable
      let pods = try await pods(client)
      let plan = DrainPlan(pods.map(\.0), isNodeReachable: isReachable, now: site.now)
      let refusals = try await evict(
        plan.evict, grace: DrainPlan.grace(isNodeReachable: isReachable), client)
      return plan.outcome(node: node, started: started, refusals: refusals)
    }
  }

  /// What the Node still holds on to.
  func volumes() async -> MachineDeletion.Progress {
    await looking("Waiting for the volumes of") { client throws(StatusError) in
      guard let seen = try await client.find(Address(.nodes, name: node)) else { return .done }
      let plan = DrainPlan(
        try await pods(client).map(\.0), isNodeReachable: seen.isReachable, now: site.now)
      let volumes = NodeVolumes(seen, client)
      let skipped = try await volumes.persistent(of: plan.ignored)
      return VolumeWait(attached: try await volumes.attached(), skipping: skipped)
        .outcome(node: node, started: started)
    }
  }

  /// A cluster that does not answer is waited for, as long as the timeout says.
  private func looking(
    _ what: String,
    _ body: (any KubeClient) async throws(StatusError) -> MachineDeletion.Progress
  ) async -> MachineDeletion.Progress {
    do throws(StatusError) {
      return try await body(site.workloads.client(of: parts.place))
    } catch {
      return .pending("\(what) Node \(node) (since \(started)): \(error.message)")
    }
  }

  private func pods(_ client: any KubeClient) async throws(StatusError) -> [(DrainPod, Object)] {
    var options = ListOptions()
    options.fieldSelector = "spec.nodeName=\(node)"
    let pods = try await client.listAll(Address(.pods), options).items
    guard !pods.isEmpty else { return [] }
    let sets = Resource(group: "apps", version: "v1", plural: "daemonsets")
    let uids = Set(try await client.listAll(Address(sets)).items.compactMap(\.metadata.uid))
    return pods.map { (DrainPod($0, daemonSets: uids), $0) }
  }

  /// - Returns: Why pods were refused, by their paths.
  private func evict(
    _ pods: [DrainPod], grace: Int?, _ client: any KubeClient
  ) async throws(StatusError) -> [String: String] {
    var options = DeleteOptions()
    options.gracePeriodSeconds = grace.map(Int64.init)
    var refusals: [String: String] = [:]
    for pod in pods {
      do throws(StatusError) {
        try await client.evict(namespace: pod.namespace, pod: pod.name, options)
      } catch {
        if error.isUnreachable || error.isCancelled { throw error }
        let causes = error.details.causes.map(\.message).filter { !$0.isEmpty }
        refusals[pod.path] = ([error.message] + causes).joined(separator: " ")
      }
    }
    return refusals
  }
}

extension DrainPod {
  init(_ pod: Object, daemonSets: Set<String>) {
    self.init(pod.namespace ?? "", pod.name)
    let metadata = pod.metadata
    deletionTime = metadata.deletionTimestamp
    isFinished = ["Succeeded", "Failed"].contains(pod.status["phase"]?.string)
    isMirror = metadata.annotations["kubernetes.io/config.mirror"] != nil
    belongsToDaemonSet =
      metadata.controller.map { $0.kind == "DaemonSet" && daemonSets.contains($0.uid) } ?? false
    drainLabel = metadata.labels[Labels.drain]
  }
}

extension Object {
  /// Of a Node: its kubelet has not fallen silent.
  fileprivate var isReachable: Bool { condition("Ready")?.status != .unknown }
}
