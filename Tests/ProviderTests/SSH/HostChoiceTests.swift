// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Testing

@testable import Provider

/// Which host a machine gets.
struct HostChoiceTests {
  private func host(
    _ name: String, ready: Bool? = true, tenant: String? = nil, zone: String? = nil,
    _ change: (inout SSHHost) -> Void = { _ in }
  ) -> SSHHost {
    var host = SSHHost(namespace: "n", name: name)
    host.metadata.labels = ["disk": "fast"]
    host.metadata.labels["topology.kubernetes.io/zone"] = zone
    if let tenant {
      host.tenant = SSHHost.Tenant(name: tenant, uid: "uid-\(tenant)", cluster: "demo", since: nil)
    }
    if let ready {
      host.set(
        Condition(
          ConditionTypes.ready, ready ? .yes : .no, reason: "Said",
          message: ready ? "" : "nobody answers"))
    }
    change(&host)
    return host
  }

  private func choose(
    _ hosts: [SSHHost], _ selector: LabelSelector = .everything, zone: String? = nil
  ) -> String {
    var choice = HostChoice(hosts: hosts, uid: "uid-m")
    choice.selector = selector
    choice.zone = zone
    switch choice.verdict {
    case .host(let host): return "-> \(host.name)"
    case .none(let why): return why
    }
  }

  @Test func `the first that is free is taken, and one that it has is kept`() {
    #expect(choose([host("b"), host("a")]) == "-> a")
    #expect(choose([host("a"), host("b", tenant: "m")]) == "-> b")
    #expect(choose([host("a", tenant: "x"), host("b", ready: false), host("c")]) == "-> c")
    #expect(choose([host("a"), host("b", zone: "west")], zone: "west") == "-> b")
    // What it has it keeps, though it may not be what it would get now.
    #expect(choose([host("a", ready: false, tenant: "m"), host("b")], zone: "east") == "-> a")
  }

  @Test func `why there is none is said of each`() throws {
    #expect(choose([]) == "there is no SSHHost in this namespace")
    let slow = try LabelSelector(["matchLabels": ["disk": "slow"]])
    #expect(
      choose([host("a"), host("b")], slow, zone: "west")
        == "no SSHHost is labelled disk=slow and stands in west: 2 others are there")
    let dirty = host("d") {
      $0.quarantine = SSHHost.Quarantine(machine: "x", message: "dirt", since: nil)
    }
    #expect(
      choose([
        host("c", ready: nil), dirty, host("a", tenant: "x"), host("b", ready: false),
      ])
        == "no host is free, of any of 4 SSHHosts: a is SSHMachine x of demo, "
        + "b cannot be used (nobody answers), c is not looked at yet, d is in quarantine (dirt)")
    #expect(
      choose([host("a", tenant: "x")])
        == "no host is free, of the only SSHHost that fits: a is SSHMachine x of demo")
  }
}
