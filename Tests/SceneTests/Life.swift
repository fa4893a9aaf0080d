// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import TestKit
import Testing

/// The scenes in the life of one cluster.
struct Life {
  let cluster: RealCluster
  /// Whence all that is asked of the cluster comes.
  let commits: Commits
  var engine: Engine { cluster.engine }

  // MARK: From nothing to three workers

  func begin() async throws {
    try await commits.add("cluster", try await cluster.place.manifest(workers: 2))
    try await cluster.becomesReady(workers: 2)
    let machines = try await cluster.list("dockermachines").map { $0["spec", "providerID"]?.string }
    let nodes = try await cluster.workload(
      "get", "nodes", "-o", "jsonpath={.items[*].spec.providerID}")
    #expect(Set(machines) == Set(nodes.split(separator: " ").map(String.init)))
    let containers = try await engine.containers(of: cluster.name)
    #expect(containers.count == 4, "a load balancer and three nodes")
    #expect(containers.contains("\(cluster.name)-lb"))
  }

  func serveWeb() async throws {
    // kubeadm puts both of them on the only node that there is at first.
    try await cluster.workload("-n", "kube-system", "rollout", "restart", "deployment/coredns")
    try await cluster.workload("apply", "-f", "-", input: Web.names)
    try await cluster.workload("apply", "-f", "-", input: Web.manifest(replicas: 2, budget: 1))
    try await cluster.workload("rollout", "status", "deployment/web", "--timeout", "100s")
    let pods = try await webPods()
    #expect(Set(pods.values).count == 2, "on two nodes: \(pods)")
    let nodes = try await cluster.readyNodes().keys
    #expect(nodes.count == 3)
    try await eventually("every node has answers of every pod", every: .seconds(1)) {
      let log = try AskLog(in: cluster.place.asks)
      return nodes.allSatisfy { node in
        AskLog.Way.allCases.allSatisfy { log.answers(to: node, by: $0).isSuperset(of: pods.keys) }
      }
    }
  }

  /// The Nodes of the pods that serve, by their names.
  private func webPods() async throws -> [String: String] {
    let path = #"jsonpath={range .items[*]}{.metadata.name} {.spec.nodeName}{"\n"}{end}"#
    let text = try await cluster.workload("get", "pods", "-l", "app=web", "-o", path)
    let words = text.lines.map { $0.split(separator: " ").map(String.init) }
    return Dictionary(words.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { $1 }
  }

  func scale() async throws {
    try await commits.change(.machineDeployment, "md-0", "spec: {replicas: 3}")
    try await cluster.becomesReady(workers: 3)
    try await cluster.workload("scale", "deployment/web", "--replicas", "3")
    try await cluster.workload("rollout", "status", "deployment/web", "--timeout", "100s")
    try await cluster.workload("apply", "-f", "-", input: Web.budget(3))
    try await commits.revert()
    let held = try await machineHeld(by: "web")
    let node = try await cluster.workload(
      "get", "node", held, "-o", "jsonpath={.spec.unschedulable}")
    #expect(node == "true")
    let running = try await engine.docker("inspect", "-f", "{{.State.Running}}", held)
    #expect(running.lines == ["true"])
    try await cluster.workload("apply", "-f", "-", input: Web.budget(1))
    try await cluster.becomesReady(workers: 2)
    #expect(!(try await engine.containers(of: cluster.name)).contains(held))
    try await cluster.workload("scale", "deployment/web", "--replicas", "2")
  }

  /// The name of the Machine whose drain is held, as it says, by the budget of such a pod.
  private func machineHeld(by pod: String) async throws -> String {
    var name = ""
    try await eventually("a machine says that \(pod) holds its drain", every: .seconds(1)) {
      let held = try await cluster.machines().first { machine in
        let deleting = machine.condition("Deleting")
        let message = deleting?["message"]?.string ?? ""
        return machine.isDeleting && deleting?["reason"] == "DrainingNode"
          && message.contains("default/\(pod)") && message.contains("disruption budget")
      }
      name = held?.name ?? ""
      return held != nil
    }
    return name
  }

  // MARK: Other nodes in their place

  func roll() async throws {
    let before = Set(try await cluster.machines().filter { !$0.isPlane }.map(\.name))
    let mounts = """
      spec: {template: {spec: {extraMounts: [
        {hostPath: \(cluster.place.shared.path), containerPath: /shared},
        {hostPath: \(cluster.place.shared.path), containerPath: /more}]}}}
      """
    try await commits.change(.machineTemplate, "md-0", mounts)
    try await eventually("all workers are others", within: .seconds(900), every: .seconds(1)) {
      let names = Set(try await cluster.machines().filter { !$0.isPlane }.map(\.name))
      return names.count == 2 && names.isDisjoint(with: before)
    }
    try await cluster.becomesReady(workers: 2)
    for machine in try await cluster.machines() where !machine.isPlane {
      try await engine.docker("exec", machine.name, "test", "-d", "/more")
    }
  }

  func upgrade() async throws {
    let before = Set(try await cluster.machines().map(\.name))
    try await Version.bringProxies(to: cluster)
    try await Version.change(cluster, by: commits)
    try await cluster.becomesReady(workers: 2, version: "v1.20.3")
    let after = try await cluster.machines().map(\.name)
    #expect(before.isDisjoint(with: after))
    let log = try AskLog(in: cluster.place.asks)
    print("asks: \(log.summary)")
    #expect(log.asks.count > 500)
    let failures = log.failures(by: .address)
    let story = failures.isEmpty ? "" : try await self.story()
    #expect(failures.isEmpty, "\(failures)\n\(story)")
    // A question of DNS is one packet, which may be lost.
    #expect(log.unanswered(by: .name).isEmpty)
  }

  /// What pods went through, by the second.
  private func story() async throws -> String {
    let columns =
      "TIME:.lastTimestamp,KIND:.involvedObject.kind,NAME:.involvedObject.name,"
      + "REASON:.reason,NODE:.source.host"
    return try await cluster.workload(
      "get", "events", "--all-namespaces", "--sort-by", ".lastTimestamp", "-o",
      "custom-columns=\(columns)")
  }

  func grow() async throws {
    // Of a machine that has died the budget's pods cannot be evicted, and one worker is all that is left of
    // the others: a limit to its drain, which changes no machine, lets another come in its place.
    try await commits.change(
      .machineDeployment, "md-0",
      "spec: {replicas: 1, template: {spec: {deletion: {nodeDrainTimeoutSeconds: 5}}}}")
    try await commits.change(.controlPlane, "control-plane", "spec: {replicas: 3}")
    try await cluster.becomesReady(planes: 3, workers: 1, version: "v1.20.3")
    #expect(try await etcdMembers().count == 3)
  }

  /// The names of etcd's members, of which each is asked.
  private func etcdMembers() async throws -> [String] {
    var answers: Set<[String]> = []
    for machine in try await cluster.machines() where machine.isPlane {
      let folder = "/etc/kubernetes/pki/etcd"
      let text = try await cluster.workload(
        "-n", "kube-system", "exec", "etcd-\(machine.name)", "--", "etcdctl", "--cacert",
        "\(folder)/ca.crt", "--cert", "\(folder)/server.crt", "--key", "\(folder)/server.key",
        "member", "list", "-w", "json")
      let members = try JSON.parse(Array(text.utf8))["members"]?.list ?? []
      answers.insert(members.map { $0["name"]?.string ?? "" }.sorted())
    }
    #expect(answers.count == 1, "they agree: \(answers)")
    return answers.first ?? []
  }

  // MARK: Loss

  func lose() async throws {
    for role in ["control-plane", "worker"] {
      try await commits.add(role, cluster.check(on: role))
    }
    let before = try await cluster.machines()
    let plane = try #require(before.first { $0.isPlane })
    let worker = try #require(before.first { !$0.isPlane })
    for machine in [plane, worker] { try await engine.docker("kill", machine.name) }
    try await eventually("others are in their place", within: .seconds(900), every: .seconds(1)) {
      let names = try await cluster.machines().map(\.name)
      return !names.contains(plane.name) && !names.contains(worker.name)
    }
    try await cluster.becomesReady(planes: 3, workers: 1, version: "v1.20.3")
    let members = try await etcdMembers()
    #expect(members == (try await cluster.machines()).filter(\.isPlane).map(\.name).sorted())
    let left = try await engine.containers(of: cluster.name)
    #expect(!left.contains(plane.name) && !left.contains(worker.name))
  }

  func end() async throws {
    let engine = engine
    var volumes: [String] = []
    for container in try await engine.containers(of: cluster.name) {
      volumes += try await engine.docker(
        "inspect", "-f", "{{range .Mounts}}{{println .Name}}{{end}}", container
      ).lines
    }
    #expect(volumes.count >= 4, "one of each node")
    try await commits.remove()
    try await eventually("the cluster is gone", within: .seconds(110), every: .seconds(1)) {
      try await cluster.list("clusters").isEmpty
    }
    #expect(try await engine.containers(of: cluster.name) == [])
    let left = try await engine.docker("volume", "ls", "-q").lines
    #expect(Set(left).isDisjoint(with: volumes))
    let networks = try await engine.docker("network", "ls", "-q", "--filter", "name=^capctl$").lines
    if !networks.isEmpty {
      let others = try await engine.docker("ps", "-aq", "--filter", "network=capctl").lines
      #expect(!others.isEmpty, "the network goes with the last cluster")
    }
    #expect(try await rows() == [])
  }

  /// What is left in the store of all kinds, beside what is always there and what was told of the past.
  private func rows() async throws -> [String] {
    let kinds = try await cluster.kubectl(
      "api-resources", "--namespaced", "--verbs", "list", "-o", "name"
    ).lines.filter { !$0.hasPrefix("events") }
    let text = try await cluster.kubectl(
      "get", kinds.joined(separator: ","), "--ignore-not-found", "-o", "name")
    return text.lines.filter { $0.contains(cluster.name) }
  }
}
