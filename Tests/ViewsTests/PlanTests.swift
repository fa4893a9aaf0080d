// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

@testable import Views

struct PlanTests {
  private static let deployment = """
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: MachineDeployment
    metadata: {name: md, namespace: default, resourceVersion: "1", generation: 3}
    spec:
      replicas: 4
      rollout: {strategy: {rollingUpdate: {maxSurge: 25%, maxUnavailable: 1}}}
      template:
        metadata: {labels: {a: b}}
        spec:
          version: v1.30.0
          infrastructureRef: {apiGroup: infra, kind: DockerMachineTemplate, name: t}
    status: {replicas: 4}
    """

  private static let plane = """
    apiVersion: controlplane.cluster.x-k8s.io/v1beta2
    kind: KubeadmControlPlane
    metadata: {name: cp, namespace: default}
    spec:
      replicas: 3
      version: v1.30.0
      machineTemplate: {spec: {infrastructureRef: {apiGroup: infra, kind: DockerMachineTemplate, name: c}}}
    """

  private static func object(_ text: String, _ patch: String = "{}") throws -> Object {
    Object(try YAML.parse(text).applying(mergePatch: YAML.parse(patch)))
  }

  private static func change(_ text: String, _ patch: String) throws -> Plan.Change {
    let (old, new) = (try object(text), try object(text, patch))
    return Plan.Change(.change, new, Difference.all(from: old.value, to: new.value))
  }

  private static func plan(_ changes: [Plan.Change]) throws -> Plan {
    Plan(changes, unchanged: 2, current: [try object(deployment), try object(plane)])
  }

  @Test(arguments: [
    (deployment, "{spec: {replicas: 6}}", ["scale 4 → 6 machines"]),
    (
      deployment, "{spec: {template: {spec: {version: v1.31.0}}}}",
      [
        "replace 4 machines are replaced, for spec.template.spec.version: at most 5 at a time, at least 3 available"
      ]
    ),
    (
      deployment, "{spec: {replicas: 2, template: {spec: {infrastructureRef: {name: u}}}}}",
      [
        "scale 4 → 2 machines",
        "replace 2 machines are replaced, for spec.template.spec.infrastructureRef.name: at most 3 at a time, at least 1 available",
      ]
    ),
    (
      deployment, "{spec: {template: {metadata: {labels: {a: c}}}}}",
      ["inPlace changed in place: no machine is replaced"]
    ),
    (
      plane, "{spec: {version: v1.31.0}}",
      [
        "replace 3 machines are replaced, for spec.version: at most 4 at a time, at least 3 available"
      ]
    ),
    (plane, "{metadata: {labels: {x: y}}}", []),
  ])
  func `machines come, go or are replaced`(
    _ text: String, _ patch: String, _ words: [String]
  ) throws {
    let plan = try Self.plan([Self.change(text, patch)])
    #expect(plan.rollouts.map { "\($0.effect.rawValue) \($0.words)" } == words)
  }

  @Test func `a changed template replaces the machines made from it`() throws {
    let template =
      "{apiVersion: infra/v1, kind: DockerMachineTemplate, metadata: {name: c, namespace: default}, spec: {a: 1}}"
    let plan = try Self.plan([Self.change(template, "{spec: {a: 2}}")])
    #expect(plan.rollouts.map(\.subject) == ["KubeadmControlPlane default/cp"])
    #expect(plan.rollouts.first?.words.contains("DockerMachineTemplate c") == true)
  }

  @Test func `fields are told, without what the server keeps and what is secret`() throws {
    let secret =
      "{kind: Secret, metadata: {name: s, resourceVersion: \"1\"}, data: {a: YQ==}, type: Opaque}"
    let change = try Self.change(
      secret, "{metadata: {resourceVersion: \"2\"}, data: {a: Yg==, b: Yw==}, type: other}")
    #expect(
      change.differences.map(\.text)
        == ["data.a: *** → ***", "data.b: (none) → ***", "type: Opaque → other"])
  }

  @Test func `a plan is read by people, programs and reviewers`() throws {
    let plan = try Self.plan([
      Plan.Change(.create, Self.object("{apiVersion: v1, kind: ConfigMap, metadata: {name: new}}")),
      Self.change(Self.deployment, "{spec: {replicas: 6}}"),
      Plan.Change(.delete, Self.object("{apiVersion: v1, kind: ConfigMap, metadata: {name: old}}")),
    ])
    #expect(
      plan.text == """
        + ConfigMap new
        ~ MachineDeployment default/md
            spec.replicas: 4 → 6
        - ConfigMap old
        ↻ MachineDeployment default/md: 4 → 6 machines
        Plan: 1 to create, 1 to change, 1 to delete, 2 as they are.

        """)
    #expect(
      plan.markdown.contains("| change | MachineDeployment default/md | `spec.replicas: 4 → 6` |"))
    #expect(plan.value["changes"]?.list?.map { $0["action"] } == ["create", "change", "delete"])
    #expect(plan.value["changes"]?.list?[1]["fields"]?.list?.first?["new"] == 6)
    let none = try Self.plan([])
    #expect(none.isEmpty && none.text == "No changes: 2 objects are as they should be.\n")
  }
}

/// What a plan says beyond objects.
struct PlannedDeedsTests {
  private static func plan() throws -> Plan {
    var deeds = PlannedDeeds()
    deeds.calls = [
      PlannedCall(
        subject: "DockerMachine default/md-(new 1)", method: "POST", target: "/containers/create",
        text: "POST /containers/create?name=md-(new 1)", body: ["Image": "node:1"]),
      PlannedCall(
        subject: "DockerCluster default/demo", method: "update balance", target: "demo-lb",
        text: "update balance demo-lb",
        changes: Difference.fields(from: ["servers": ["a"]], to: ["servers": ["a", "b"]])),
    ]
    deeds.steps = [
      MachineStep(
        owner: "MachineDeployment default/md", machine: "md-(new 1)", .made, working: 2, all: 3),
      MachineStep(
        owner: "MachineDeployment default/md", machine: "md-(new 1)", .joined, working: 3, all: 3),
    ]
    deeds.notes = ["DockerMachine default/md-(new 1): waits"]
    return Plan([], unchanged: 1, current: [], deeds: deeds)
  }

  @Test func `calls and machines are told to people`() throws {
    #expect(
      try Self.plan().text == """
        Machines, in this order:
          MachineDeployment default/md
            md-(new 1) is made: 2 of 3 at work
            md-(new 1) is joined: 3 of 3 at work
        Calls to providers:
          DockerMachine default/md-(new 1)
            POST /containers/create?name=md-(new 1)
          DockerCluster default/demo
            update balance demo-lb
                servers: ["a"] → ["a","b"]
        ! DockerMachine default/md-(new 1): waits
        Plan: 0 to create, 0 to change, 0 to delete, 1 as they are, 2 calls to providers.

        """)
    #expect(try Self.plan().text(withBodies: true).contains("\n        Image: node:1\n"))
  }

  @Test func `calls without a changed object are a change`() throws {
    let plan = try Self.plan()
    #expect(!plan.isEmpty)
    #expect(plan.markdown.contains("<summary>2 calls to providers</summary>"))
    #expect(plan.markdown.contains("\nPOST /containers/create?name=md-(new 1)\n"))
    #expect(plan.value["calls"]?.list?.map { $0["method"] } == ["POST", "update balance"])
    #expect(plan.value["machines"]?.list?.last?["working"] == 3)
    #expect(Plan([], unchanged: 1, current: [], deeds: PlannedDeeds()).isEmpty)
  }
}
