// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import TestKit
import Testing

@testable import Provider

/// Machines on hosts of the inventory, from the claim to the host that is free again.
struct HostMachineTests {
  @Test func `a machine gets a host, starts there once, and gives it back clean`() async throws {
    let hosts = FakeHosts(["a"])
    try await HostScene.run(hosts) { scene in
      try await scene.addHost("a")
      try await scene.addMachine("m")
      try await eventually("the machine is ready", within: .seconds(120)) {
        try await scene.isReady(.sshMachine, "m")
      }
      let machine = try #require(try await scene.machine("m"))
      #expect(machine.spec["providerID"] == "ssh://default/a")
      #expect(machine.status["host"] == "a")
      #expect(
        machine.status["addresses"] == [
          ["type": "Hostname", "address": "name-a"], ["type": "InternalIP", "address": "a"],
        ])
      #expect(machine.status["initialization", "provisioned"] == true)
      let host = try #require(try await scene.host("a"))
      #expect(host.tenant?.name == "m" && host.tenant?.cluster == "demo")
      #expect(hosts["a"].starts == 1 && hosts["a"].files == ["/etc/hello"])

      try await scene.delete(.sshMachine, "m")
      try await eventually("the machine is gone", within: .seconds(120)) {
        try await scene.machine("m") == nil
      }
      #expect(hosts["a"].cleanings == 1 && hosts["a"].begun == nil)
      let free = try #require(try await scene.host("a"))
      #expect(free.tenant == nil && free.quarantine == nil)
    }
  }

  @Test func `a machine deleted while it starts is stopped before its host is cleaned`()
    async throws
  {
    let hosts = FakeHosts(["a"])
    hosts.change("a") { $0.hangs = true }
    try await HostScene.run(hosts) { scene in
      try await scene.addHost("a")
      try await scene.addMachine("m")
      try await eventually("it is at it", within: .seconds(120)) { hosts["a"].reached == 1 }
      try await scene.delete(.sshMachine, "m")
      try await eventually("the machine is gone", within: .seconds(120)) {
        try await scene.machine("m") == nil
      }
      #expect(hosts["a"].cleanings == 1 && hosts["a"].files == [] && hosts["a"].begun == nil)
      #expect(try await scene.host("a")?.quarantine == nil)
    }
  }

  @Test func `many machines share few hosts, each its own`() async throws {
    let names = ["a", "b", "c", "d", "e"]
    let hosts = FakeHosts(names)
    try await HostScene.run(hosts) { scene in
      for name in ["m1", "m2", "m3", "m4", "m5", "m6", "m7"] { try await scene.addMachine(name) }
      for name in names { try await scene.addHost(name) }
      try await eventually("every host has a machine", within: .seconds(120)) {
        for name in names where hosts[name].ending == nil { return false }
        return true
      }
      var tenants: [String] = []
      for name in names { tenants.append(try await scene.host(name)?.tenant?.name ?? "") }
      #expect(Set(tenants).count == 5)
      #expect(names.allSatisfy { hosts[$0].starts == 1 })
      let waiting = Set(["m1", "m2", "m3", "m4", "m5", "m6", "m7"]).subtracting(tenants)
      for name in waiting {
        try await scene.says(.sshMachine, name, "no host is free, of any of 5 SSHHosts: a is ")
      }
      // What becomes free is given on at once.
      try await scene.delete(.sshMachine, tenants[0])
      try await eventually("one that waited has it", within: .seconds(120)) {
        guard let tenant = try await scene.host("a")?.tenant else { return false }
        return waiting.contains(tenant.name)
      }
    }
  }

  @Test func `a host is chosen by its labels`() async throws {
    try await HostScene.run(FakeHosts(["a", "b"])) { scene in
      try await scene.addHost("a", labels: ["disk": "slow"])
      try await scene.addMachine("m", selector: "{matchLabels: {disk: fast}}")
      try await scene.says(.sshMachine, "m", "no SSHHost is labelled disk=fast: 1 other is there")
      try await scene.addHost("b", labels: ["disk": "fast"])
      try await eventually("the machine is ready", within: .seconds(120)) {
        try await scene.isReady(.sshMachine, "m")
      }
      #expect(try await scene.machine("m")?.status["host"] == "b")
    }
  }

  @Test func `a host that cannot be cleaned is in quarantine until a person says so`() async throws
  {
    let hosts = FakeHosts(["a"])
    try await HostScene.run(hosts) { scene in
      try await scene.addHost("a")
      try await scene.addMachine("m")
      try await eventually("the machine is ready", within: .seconds(120)) {
        try await scene.isReady(.sshMachine, "m")
      }
      hosts.change("a") { $0.dirt = "the kubelet does not stop" }
      try await scene.delete(.sshMachine, "m")
      try await eventually("the machine is gone", within: .seconds(120)) {
        try await scene.machine("m") == nil
      }
      try await scene.says(.sshHost, "a", "the kubelet does not stop")
      #expect(try await scene.host("a")?.quarantine?.machine == "m")
      try await scene.addMachine("m2")
      try await scene.says(.sshMachine, "m2", "a is in quarantine (cannot clean the host: ")
      hosts.change("a") { $0.dirt = nil }
      try await scene.annotate("a")
      try await eventually("the next machine is ready", within: .seconds(120)) {
        try await scene.isReady(.sshMachine, "m2")
      }
      #expect(try await scene.host("a")?.metadata.annotations[Annotations.clean] == nil)
    }
  }

  @Test func `what somebody else set up is not used, and not taken away`() async throws {
    let hosts = FakeHosts(["a"])
    hosts.change("a") { $0.kubernetes = true }
    try await HostScene.run(hosts) { scene in
      try await scene.addHost("a")
      try await scene.addMachine("m")
      try await scene.says(.sshHost, "a", "is in a cluster already: /etc/kubernetes/kubelet.conf")
      try await scene.says(.sshMachine, "m", "a cannot be used (host is in a cluster already")
      try await scene.delete(.sshMachine, "m")
      try await eventually("the machine is gone", within: .seconds(120)) {
        try await scene.machine("m") == nil
      }
      #expect(hosts["a"].kubernetes && hosts["a"].cleanings == 0)
    }
  }

  @Test func `a host joined behind our back fails the machine, and is let be when that goes`()
    async throws
  {
    let hosts = FakeHosts(["a"])
    try await HostScene.run(hosts) { scene in
      try await scene.addHost("a")
      try await scene.addMachine("m", hasData: false)
      try await eventually("the host is given", within: .seconds(120)) {
        try await scene.host("a")?.tenant?.name == "m"
      }
      hosts.change("a") { $0.kubernetes = true }
      try await scene.addData("m")
      try await scene.says(.sshMachine, "m", "SSHHost a is in a cluster already")
      try await scene.delete(.sshMachine, "m")
      try await eventually("the machine is gone", within: .seconds(120)) {
        try await scene.machine("m") == nil
      }
      #expect(hosts["a"].starts == 0 && hosts["a"].cleanings == 0)
      #expect(
        try await scene.host("a")?.quarantine?.message
          == "it is in a cluster that is not the one of this machine, and was let be")
    }
  }

  @Test(arguments: [
    ("sudo: a password is required", "NOPASSWD"), ("sudo: not found", "cannot become root"),
  ])
  func `a user who cannot become root is told of`(trouble: String, words: String) async throws {
    let hosts = FakeHosts(["a"])
    hosts.change("a") { $0.sudo = trouble }
    try await HostScene.run(hosts) { scene in
      try await scene.addHost("a")
      try await scene.says(.sshHost, "a", words)
    }
  }

  @Test func `a host with a machine on it stays until that has gone`() async throws {
    let hosts = FakeHosts(["a"])
    try await HostScene.run(hosts) { scene in
      try await scene.addHost("a")
      try await scene.addMachine("m")
      try await eventually("the machine is ready", within: .seconds(120)) {
        try await scene.isReady(.sshMachine, "m")
      }
      try await scene.delete(.sshHost, "a")
      try await eventually("it is said", within: .seconds(120)) {
        try await scene.host("a")?.condition(ConditionTypes.deleting)?.message
          .contains("SSHMachine m lives there") ?? false
      }
      try await scene.delete(.sshMachine, "m")
      try await eventually("both are gone", within: .seconds(120)) {
        let host = try await scene.host("a")
        return try await scene.machine("m") == nil && host == nil
      }
    }
  }

  @Test func `a cluster without an endpoint says what is missing`() async throws {
    try await HostScene.run(FakeHosts([])) { scene in
      try await scene.scene.apply(
        """
        apiVersion: cluster.x-k8s.io/v1beta2
        kind: Cluster
        metadata: {name: bare}
        spec: {infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: SSHCluster, name: bare}}
        ---
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
        kind: SSHCluster
        metadata: {name: bare, labels: {cluster.x-k8s.io/cluster-name: bare}}
        spec: {}
        """)
      try await scene.says(.sshCluster, "bare", "spec.controlPlaneEndpoint.host")
      try await eventually("the other is ready", within: .seconds(120)) {
        try await scene.isReady(.sshCluster, "demo")
      }
    }
  }
}
