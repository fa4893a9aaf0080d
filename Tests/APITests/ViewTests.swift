// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

@testable import API

struct ViewTests {
  typealias Reading = (String, ClosedRange<Int64>?)

  @Test func `what is not said is absent, and maps go with their last field`() {
    var cluster = Cluster(namespace: "team", name: "a")
    #expect(cluster.object.apiVersion == "cluster.x-k8s.io/v1beta2")
    #expect(!cluster.isInfrastructureProvisioned)
    cluster.isInfrastructureProvisioned = true
    #expect(cluster.status == ["initialization": ["infrastructureProvisioned": true]])
    cluster[flag: "status.initialization.infrastructureProvisioned"] = nil
    #expect(cluster.object.value["status"] == nil)
  }

  @Test func `an endpoint needs a host and a port`() {
    var cluster = Cluster(namespace: "team", name: "a")
    #expect(cluster.controlPlaneEndpoint == nil)
    cluster.spec["controlPlaneEndpoint"] = ["host": "", "port": 6443]
    #expect(cluster.controlPlaneEndpoint == nil)
    cluster.controlPlaneEndpoint = Endpoint(host: "fd00::1", port: 6443)
    #expect(cluster.controlPlaneEndpoint?.description == "[fd00::1]:6443")
  }

  @Test func `replicas are written beside what else the status says`() {
    var set = MachineSet(namespace: "team", name: "a")
    set.selectorText = "a=b"
    set.replicas = Replicas(total: 3, ready: 2, available: 1, upToDate: 3)
    #expect(set.replicas.ready == 2)
    #expect(set.selectorText == "a=b")
  }

  @Test func `limits of a deletion default as Cluster API's do`() {
    var machine = Machine(namespace: "team", name: "a")
    #expect(machine.nodeDrainTimeout == nil)
    #expect(machine.nodeDeletionTimeout == .seconds(10))
    machine.spec["deletion"] = ["nodeDeletionTimeoutSeconds": 0, "nodeDrainTimeoutSeconds": 60]
    #expect(machine.nodeDrainTimeout == .seconds(60))
    #expect(machine.nodeDeletionTimeout == nil)
  }

  @Test(arguments: [("[3-5]", 3...5), ("[5-3]", nil), ("[3]", nil), ("", nil)] as [Reading])
  func `a range of unhealthy Machines is read`(text: String, range: ClosedRange<Int64>?) {
    var check = MachineHealthCheck(namespace: "team", name: "a")
    check["spec.remediation.triggerIf.unhealthyInRange"] = .string(text)
    #expect(check.unhealthyRange == range)
  }
}
