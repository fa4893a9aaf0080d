// SPDX-License-Identifier: Apache-2.0

import Manifest
import TestKit
import Testing

/// What a person does to the platform of clusters, and to clusters, by commits alone.
struct PlatformLife {
  let platform: Platform
  private var git: GitPlace { platform.git }
  private var cluster: RealCluster { platform.cluster }

  /// The agent comes into both clusters, and brings each what is its own.
  func begin() async throws {
    let revision = try await git.platform.commit(platform.layers())
    let selector = "type: capctl\nclusterSelector: {matchLabels: {platform: \"yes\"}}"
    try await git.fleet.commit(["clusters/agent.yaml": platform.agent(selector)])
    for name in [cluster.name, platform.staging] {
      try await platform.becomesReady(name, at: revision)
    }
    try await platform.arrives("cluster", cluster.name)
    try await platform.arrives("environment", "prod")
    try await platform.arrives("size", "medium")
    try await platform.arrives("size", "tiny", staging: true)
    try await platform.arrives("cluster", platform.staging, staging: true)
  }

  /// An environment's patch arrives in its clusters and in no others, and goes back by a revert.
  func change() async throws {
    let prod = "environments/prod/kustomization.yaml"
    let change = try await git.platform.commit([prod: platform.environment("large", of: "prod")])
    try await platform.arrives("size", "large")
    try await platform.becomesReady(platform.staging, at: change)
    #expect(try await platform.setting("size", staging: true) == "tiny")
    try await git.platform.revert()
    try await platform.arrives("size", "medium")
  }

  /// What is deleted by hand returns, and what leaves git goes.
  func correct() async throws {
    try await cluster.workload("delete", "configmap", "settings")
    try await platform.arrives("size", "medium")
    try await git.platform.commit(["base/kustomization.yaml": "resources: [outside.yaml]\n"])
    try await platform.arrives("size", "")
    try await git.platform.revert()
    try await platform.arrives("size", "medium")
  }

  /// Flux takes the platform over, in two commits; another version of it is one.
  func changeToFlux() async throws {
    let old = try await git.platform.messages()
    let flux =
      "type: flux\nclusterRef: {name: \(cluster.name)}\nflux: {manifest: {configMap: flux}}"
    func files(_ version: String) throws -> [String: String?] {
      ["clusters/agent.yaml": platform.agent(flux, named: "flux") + (try StandIn.map(version))]
    }
    try await git.fleet.commit(files("v2.0.0"))
    try await platform.becomesReady(cluster.name, agent: "flux")
    let new = ["Add Flux v2.0.0 component manifests", "Add Flux sync manifests"]
    #expect(try await git.platform.messages() == old + new)
    let keys = try await cluster.workload(
      "get", "secret", "flux-system", "-n", "flux-system", "-o",
      "go-template={{range $k, $v := .data}}{{$k}} {{end}}")
    #expect(keys == "identity known_hosts ")
    try await git.fleet.commit(files("v2.1.0"))
    try await eventually("the other version is committed", every: .seconds(1)) {
      try await git.platform.messages() == old + new + ["Add Flux v2.1.0 component manifests"]
    }
    try await git.platform.pull()
    let prod = "environments/prod/kustomization.yaml"
    let change = try await git.platform.commit([prod: platform.environment("huge", of: "prod")])
    try await platform.arrives("size", "huge")
    try await platform.becomesReady(cluster.name, at: change, agent: "flux")
    let pods = try await cluster.workload("get", "deployments", "-A", "-o", "name")
    #expect(!pods.contains("capctl-agent"), "the former agent is gone")
  }

  /// Workers come by a commit.
  func scale(_ file: String, _ text: String) async throws {
    try await git.fleet.commit([file: text])
    try await cluster.becomesReady(workers: 2)
  }

  /// All goes that a file said, when the file does.
  func end(_ files: [String]) async throws {
    let engine = cluster.engine
    var volumes: [String] = []
    for container in try await engine.containers(of: cluster.name) {
      volumes += try await engine.docker(
        "inspect", "-f", "{{range .Mounts}}{{println .Name}}{{end}}", container
      ).lines
    }
    #expect(volumes.count >= 3, "one of each node")
    try await cluster.watching("pv") { watch in
      var changes = Dictionary(files.map { ($0, String?.none) }) { $1 }
      changes["clusters/README.md"] = "none\n"
      let revision = try await git.fleet.commit(changes)
      try await approve(revision)
      try await eventually("the volume goes before the cluster does", every: .seconds(1)) {
        watch.lines.contains { $0.hasPrefix("DELETED") }
      }
    }
    try await eventually("nothing is left", within: .seconds(300), every: .seconds(1)) {
      let left = try await cluster.kubectl(
        "get", "clusters,machines,gitopsagents,dockerclusters,dockermachines", "-o", "name")
      return left.lines.isEmpty
    }
    #expect(try await engine.containers(of: cluster.name) == [])
    let left = try await engine.docker("volume", "ls", "-q").lines
    #expect(Set(left).isDisjoint(with: volumes))
  }

  /// All clusters at once are more than goes without a word.
  private func approve(_ revision: String) async throws {
    let words = ["kustomization", "management", "-n", "capctl-system"]
    try await eventually("the revision waits for a word", every: .seconds(1)) {
      try await cluster.kubectl(words: ["get"] + words + ["-o", "yaml"])
        .contains("capctl.dev/approve=\(revision)")
    }
    #expect(try await cluster.list("clusters").count == 2)
    try await cluster.kubectl(words: ["annotate"] + words + ["capctl.dev/approve=\(revision)"])
  }
}
