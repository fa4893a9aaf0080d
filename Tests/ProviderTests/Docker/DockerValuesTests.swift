// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Packs
import Runtime
import TestKit
import Testing

@testable import Provider

/// What Docker's packs have computed, and the calls that come of it.
struct DockerValuesTests {
  private func subject(
    _ scene: PackScene, _ object: Object, _ machine: Machine? = nil
  ) throws -> Subject {
    let pack = try #require(
      try Pack.read(
        Source(
          "p.yaml",
          text: """
            apiVersion: provider.capctl.dev/v1alpha1
            kind: ProviderPack
            metadata: {name: p}
            spec:
              for: {group: infrastructure.cluster.x-k8s.io, kind: \(object.kind)}
              transport: docker
              resources: [{name: a, at: /a}]
            """)
      ).first)
    var cluster = Cluster(namespace: "default", name: "demo")
    cluster["spec.clusterNetwork.apiServerPort"] = 7443
    return Subject(
      pack: pack, object: object, cluster: cluster, infrastructure: nil, machine: machine,
      site: scene.site)
  }

  private func run(_ body: (PackScene) async throws -> Void) async throws {
    try await PackScene.run([], over: [], runsControllers: false, body)
  }

  @Test func `a node is what its machine says, with kind's customs`() async throws {
    try await run { scene in
      var object = DockerMachine(namespace: "default", name: "cp-0")
      object.spec = [
        "extraMounts": [["hostPath": "/a", "containerPath": "/b", "readOnly": true]],
        "extraPortMappings": [["containerPort": 80, "hostPort": 8080]],
      ]
      var machine = Machine(namespace: "default", name: "cp-0")
      machine.metadata.labels[Labels.controlPlane] = ""
      machine[text: "spec.version"] = "v1.30.0"
      let node = DockerValues(
        subject: try subject(scene, object.object, machine), machines: []
      ).node
      #expect(node["name"] == "demo-cp-0")
      #expect(node["image"] == "kindest/node:v1.30.0")
      #expect(node["role"] == "control-plane")
      #expect(node["environment"] == ["KUBECONFIG=/etc/kubernetes/admin.conf"])
      #expect(node["binds"] == ["/lib/modules:/lib/modules:ro", "/a:/b:ro"])
      #expect(
        node["portBindings"] == ["80/tcp": [["HostIp": "127.0.0.1", "HostPort": "8080"]]])
    }
  }

  @Test func `a load balancer leads to control planes that run, and drains those that go`()
    async throws
  {
    try await run { scene in
      let cluster = DockerCluster(namespace: "default", name: "demo")
      let machines = ["a", "b", "c", "w"].map { name in
        var machine = DockerMachine(namespace: "default", name: "demo-\(name)")
        if name != "w" { machine.metadata.labels[Labels.controlPlane] = "" }
        let state: Value = name == "c" ? "Creating" : "Ready"
        machine.status["resources"] = [["name": "container", "state": state]]
        if name == "b" { machine.metadata.deletionTimestamp = .now() }
        return machine
      }
      var values = DockerValues(subject: try subject(scene, cluster.object), machines: machines)
      let labelled: Value = [
        ["name": "demo-a", "isLeaving": false], ["name": "demo-b", "isLeaving": true],
      ]
      #expect(values.backends["servers"] == labelled)
      let text = values.backends["configuration"]?.string ?? ""
      #expect(text.contains("server demo-b demo-b:6443 weight 0"))
      values.planes = ["w"]
      #expect(values.backends["servers"] == labelled, "nobody owns any of them")
      let balancer = values.balancer(at: "172.31.130.7", isNeeded: true)
      #expect(balancer["hostPort"] == "7443")
      #expect(balancer["endpoint"] == ["host": "172.31.130.7", "port": 6443])
    }
  }

  @Test func `a control plane whose Machine alone says so is led to as well`() async throws {
    try await run { scene in
      let cluster = DockerCluster(namespace: "default", name: "demo")
      let machines = ["hand-made", "worker"].map { name in
        var machine = DockerMachine(namespace: "default", name: name)
        machine.status["resources"] = [["name": "container", "state": "Ready"]]
        machine.metadata.ownerReferences = [
          OwnerReference(to: Machine(namespace: "default", name: "m-\(name)").object)
        ]
        return machine
      }
      let values = DockerValues(
        subject: try subject(scene, cluster.object), machines: machines, planes: ["m-hand-made"])
      #expect(values.backends["servers"] == [["name": "demo-hand-made", "isLeaving": false]])
    }
  }

  @Test func `a work is told of by its token, and wakes its object when it is over`() async throws {
    try await run { scene in
      let works = LongWorks()
      let subject = try subject(
        scene, DockerMachine(namespace: "default", name: "m").object)
      let (woken, waker) = AsyncStream<Key>.makeStream()
      let (gate, opener) = AsyncStream<Void>.makeStream()
      works.wake { _, key in waker.yield(key) }
      let first = works.begin("t", for: subject) {
        for await _ in gate { break }
        return .failed("no")
      }
      #expect(first.operation == "t")
      #expect(works.isRunning("t"))
      #expect(works.state(of: "t").operation == "t")
      opener.yield()
      for await key in woken {
        #expect(key.name == "m")
        break
      }
      let last = works.state(of: "t")
      #expect(last.hasFailed && last.message == "no")
      #expect(works.state(of: "t").status == 404)
    }
  }
}
