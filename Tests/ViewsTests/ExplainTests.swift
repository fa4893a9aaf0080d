// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

@testable import Views

/// Ten jams, each as the objects' own conditions tell it, among much else that only waits.
struct ExplainTests {
  private static let now = Time("2026-01-01T01:00:00Z") ?? Time(seconds: 0)

  /// A cluster that is not available, in the state that `changes` say.
  private static let cluster = """
    - apiVersion: cluster.x-k8s.io/v1beta2
      kind: Cluster
      metadata: {name: demo, namespace: default, uid: c, finalizers: [cluster.cluster.x-k8s.io]}
      spec:
        infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureCluster, name: demo}
        controlPlaneRef: {apiGroup: controlplane.cluster.x-k8s.io, kind: KubeadmControlPlane, name: cp}
      status:
        conditions:
        - {type: Available, status: "False", reason: NotAvailable, message: "* WorkersAvailable: 1 of 2"}
        - {type: WorkersAvailable, status: "False", reason: NotAvailable, message: 1 of 2}
    - apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
      kind: AzureCluster
      metadata: {name: demo, namespace: default, uid: i, finalizers: [azurecluster.infrastructure.cluster.x-k8s.io],
        ownerReferences: [{apiVersion: a/b, kind: Cluster, name: demo, uid: c}]}
      status: {conditions: [{type: Ready, status: "True", reason: Ready}]}
    - apiVersion: controlplane.cluster.x-k8s.io/v1beta2
      kind: KubeadmControlPlane
      metadata: {name: cp, namespace: default, uid: k,
        ownerReferences: [{apiVersion: a/b, kind: Cluster, name: demo, uid: c}]}
      status:
        conditions:
        - {type: Available, status: "True", reason: Available}
    - apiVersion: cluster.x-k8s.io/v1beta2
      kind: MachineDeployment
      metadata: {name: md, namespace: default, uid: d, finalizers: [cluster.x-k8s.io/machinedeployment],
        ownerReferences: [{apiVersion: a/b, kind: Cluster, name: demo, uid: c}]}
      status: {conditions: [{type: Available, status: "False", reason: NotAvailable, message: 1 of 2 is available}]}
    - apiVersion: cluster.x-k8s.io/v1beta2
      kind: MachineSet
      metadata: {name: md-1, namespace: default, uid: s, finalizers: [cluster.x-k8s.io/machineset],
        ownerReferences: [{apiVersion: a/b, kind: MachineDeployment, name: md, uid: d}]}
    - apiVersion: cluster.x-k8s.io/v1beta2
      kind: Machine
      metadata: {name: md-1-a, namespace: default, uid: m, finalizers: [machine.cluster.x-k8s.io],
        labels: {cluster.x-k8s.io/cluster-name: demo},
        ownerReferences: [{apiVersion: a/b, kind: MachineSet, name: md-1, uid: s}]}
      spec:
        infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AzureMachine, name: md-1-a}
      status:
        conditions:
        - {type: Ready, status: "False", reason: NotReady, message: "* InfrastructureReady: no"}
        - {type: InfrastructureReady, status: "False", reason: NotReady, message: "Waiting for AzureMachine md-1-a"}
    - apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
      kind: AzureMachine
      metadata: {name: md-1-a, namespace: default, uid: v, finalizers: [azuremachine.infrastructure.cluster.x-k8s.io],
        ownerReferences: [{apiVersion: a/b, kind: Machine, name: md-1-a, uid: m}]}
      status: {conditions: [{type: Ready, status: "True", reason: Ready}]}
    - apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: {name: apps, namespace: default, uid: p}
      spec: {dependsOn: [{name: base}], sourceRef: {kind: GitRepository, name: git}}
      status: {conditions: [{type: Ready, status: "False", reason: DependencyNotReady, message: base is not ready}]}
    - apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: {name: base, namespace: default, uid: q}
      spec: {sourceRef: {kind: GitRepository, name: git}}
      status: {conditions: [{type: Ready, status: "True", reason: ReconciliationSucceeded}]}
    """

  /// The objects, with what `changes` say of some (`Kind/name: {…}`) put over them.
  private static func objects(_ changes: String, deleting: Bool = false) throws -> [Object] {
    let changes = try YAML.parse(changes)
    return (try YAML.parse(cluster).list ?? []).map { value in
      var value = value
      if deleting { value["metadata"]?["deletionTimestamp"] = "2026-01-01T00:50:00Z" }
      let object = Object(value)
      let patch = changes["\(object.kind)/\(object.name)"]
      return Object(patch.map(value.applying(mergePatch:)) ?? value)
    }
  }

  private static func ready(_ words: String, type: String = "Ready", _ reason: String) -> String {
    """
    {status: {conditions: [{type: \(type), status: "False", reason: \(reason), \
    lastTransitionTime: "2026-01-01T00:48:00Z", message: "\(words)"}]}}
    """
  }

  struct Jam: Sendable {
    let root: String
    let changes: String
    var isDeletion = false
    let blocker: String
    let words: String
    let remedy: String
  }

  static let jams = [
    Jam(
      root: "Cluster/demo",
      changes: "Machine/md-1-a: "
        + """
        {status: {conditions: [{type: Deleting, status: "True", reason: DrainingNode, message: "Pod default/web: \
        Cannot evict pod as it would violate the pod's disruption budget. The disruption budget web needs 2"}]}}
        """,
      isDeletion: true, blocker: "Machine default/md-1-a",
      words: "The disruption budget web needs 2",
      remedy: "exclude-node-draining"),
    Jam(
      root: "Cluster/demo",
      changes: "Cluster/demo: "
        + ready(
          "no way into Cluster default/demo: Secret demo-kubeconfig does not exist yet",
          type: "RemoteConnectionProbe", "ConnectionFailed"),
      blocker: "Cluster default/demo", words: "Secret demo-kubeconfig does not exist",
      remedy: "capctl restore"),
    Jam(
      root: "Cluster/demo",
      changes: "AzureMachine/md-1-a: {metadata: {finalizers: [backup.example.com/keep]}}",
      isDeletion: true, blocker: "AzureMachine default/md-1-a", words: "backup.example.com/keep",
      remedy: "kubectl edit azuremachine md-1-a"),
    Jam(
      root: "Cluster/demo",
      changes: "AzureMachine/md-1-a: "
        + ready("vm failed: QuotaExceeded: Standard_D2s_v3 has no cores left", "ResourceFailed"),
      blocker: "AzureMachine default/md-1-a", words: "QuotaExceeded", remedy: "ask the provider"),
    Jam(
      root: "Cluster/demo",
      changes: "AzureCluster/demo: "
        + ready(
          "cannot sign in to Azure as 123: AADSTS7000215: wrong client secret", "ResourceFailed"),
      blocker: "AzureCluster default/demo", words: "AADSTS7000215", remedy: "right credentials"),
    Jam(
      root: "MachineDeployment/md",
      changes: "Machine/md-1-a: "
        + ready(
          "Node md-1-a: kubelet stopped posting node status", type: "NodeHealthy",
          "ConditionsFailed"),
      blocker: "Machine default/md-1-a", words: "kubelet stopped posting",
      remedy: "capctl delete machine md-1-a"),
    Jam(
      root: "Cluster/demo",
      changes: "Cluster/demo: {spec: {paused: true}}",
      blocker: "Cluster default/demo", words: "spec.paused is true",
      remedy: "capctl resume cluster demo"),
    Jam(
      root: "Kustomization/apps",
      changes: "Kustomization/base: "
        + """
        {status: {conditions: [{type: Ready, status: "False", reason: DependencyNotReady, message: x}, \
        {type: Stalled, status: "True", reason: InvalidSpec, \
        message: "the dependencies form a circle: base → apps → base"}]}, spec: {dependsOn: [{name: apps}]}}
        """,
      blocker: "Kustomization default/base", words: "base → apps → base", remedy: "spec.dependsOn"),
    Jam(
      root: "Kustomization/base",
      changes: "Kustomization/base: "
        + ready(
          "revision main@sha1:abc would delete 3 of 4 Clusters (a, b, c): annotate the Kustomization with "
            + "capctl.dev/approve=main@sha1:abc to let it", "PruneFailed"),
      blocker: "Kustomization default/base", words: "would delete 3 of 4 Clusters",
      remedy: "kubectl annotate kustomization base capctl.dev/approve=main@sha1:abc"),
    Jam(
      root: "Cluster/demo",
      changes: "Cluster/demo: "
        + ready(
          "no answer from https://10.0.0.1:6443: the server's certificate has expired",
          type: "RemoteConnectionProbe", "ConnectionFailed"),
      blocker: "Cluster default/demo", words: "certificate has expired",
      remedy: "capctl rollout restart"),
  ]

  @Test(arguments: jams)
  func `the true blocker is named, with what to do`(_ jam: Jam) throws {
    let objects = try Self.objects(jam.changes, deleting: jam.isDeletion)
    let root = try #require(objects.first { "\($0.kind)/\($0.name)" == jam.root })
    let explainer = Explainer(ObjectGraph(objects))
    let explanation = jam.isDeletion ? explainer.deletion(of: root) : explainer.readiness(of: root)
    #expect(explanation.chain.first?.subject == "\(root)")
    #expect(explanation.chain.last?.subject == jam.blocker)
    #expect(explanation.chain.last?.words.contains(jam.words) == true, "\(explanation)")
    #expect(explanation.remedies.contains { $0.contains(jam.remedy) }, "\(explanation)")
    let text = explanation.text(at: Self.now)
    #expect(text.contains("What stands in the way: \(jam.blocker)\n"))
    #expect(text.contains("What to do: "))
  }

  @Test func `the whole way is told, and since when`() throws {
    let objects = try Self.objects(
      "AzureMachine/md-1-a: " + Self.ready("vm failed: QuotaExceeded", "ResourceFailed"))
    let text = Explainer(ObjectGraph(objects)).readiness(of: objects[0]).text(at: Self.now)
    #expect(
      text == """
        Cluster default/demo is not ready
          Cluster default/demo: WorkersAvailable False: 1 of 2
          └─MachineDeployment default/md: Available False: 1 of 2 is available
            └─Machine default/md-1-a: InfrastructureReady False: Waiting for AzureMachine md-1-a
              └─AzureMachine default/md-1-a (for 12m): Ready False: vm failed: QuotaExceeded

        What stands in the way: AzureMachine default/md-1-a
        What to do: ask the provider for more, or use another size or region; it is tried again by itself

        """)
  }

  @Test func `what is well, or nobody wants to delete, is said to be so`() throws {
    var objects = try Self.objects("{}")
    let explainer = Explainer(ObjectGraph(objects))
    let good = try #require(objects.first { $0.kind == "AzureCluster" })
    #expect(explainer.readiness(of: good).verdict == "AzureCluster default/demo is as it should be")
    #expect(!explainer.readiness(of: good).isBlocked)
    #expect(explainer.deletion(of: good).text(at: Self.now).contains("nobody has asked for that"))
    objects[0].value["metadata"]?["annotations"] = ["capctl.dev/deletion-protection": "true"]
    let guarded = Explainer(ObjectGraph(objects)).deletion(of: objects[0])
    #expect(guarded.isBlocked && guarded.remedies.count == 1)
  }

  @Test func `objects that stand on each other in a circle are looked at once`() throws {
    let objects = try Self.objects(
      "Kustomization/base: {spec: {dependsOn: [{name: apps}]}, status: {conditions: [{type: Ready, "
        + "status: \"False\", reason: DependencyNotReady, message: waiting}]}}")
    let apps = try #require(objects.first { $0.name == "apps" })
    #expect(Explainer(ObjectGraph(objects)).readiness(of: apps).chain.count == 2)
  }

  @Test func `what was well when it was paused is said to be paused`() throws {
    let paused =
      """
      Cluster/demo: {spec: {paused: true}, status: {conditions: [{type: Available, status: "True", reason: Available}]}}
      """
    let objects = try Self.objects(paused)
    let explanation = Explainer(ObjectGraph(objects)).readiness(of: objects[0])
    #expect(explanation.verdict == "Cluster default/demo was ready, and is let be")
    #expect(explanation.remedies == ["capctl resume cluster demo, once that is meant"])
  }

  @Test func `what sums up others, or says nothing of itself, leads to what does`() throws {
    let sum = "* MachineDeployment md: 0 available replicas, at least 1 required"
    let changes = """
      Cluster/demo:
        status: {conditions: [{type: Available, status: "False", reason: NotAvailable, message: x},
          {type: WorkersAvailable, status: "False", reason: NotWorkersAvailable, message: "\(sum)"}]}
      MachineSet/md-1:
        status: {conditions: [{type: MachinesReady, status: "False", reason: NotMachinesReady, message: x}]}
      Machine/md-1-a:
        status: {conditions: [{type: Ready, status: "False", reason: NotReady, message: "* NodeHealthy: x"},
          {type: NodeHealthy, status: Unknown, reason: NodeHealthUnknown, message: "* Node.Ready: Kubelet stopped"}]}
      """
    let objects = try Self.objects(changes)
    let explanation = Explainer(ObjectGraph(objects)).readiness(of: objects[0])
    #expect(explanation.chain.map(\.subject).last == "Machine default/md-1-a", "\(explanation)")
    #expect(explanation.remedies.contains { $0.contains("capctl delete machine md-1-a") })
  }

  @Test func `waiting is waiting, whatever the reason is called`() throws {
    let changes = """
      Cluster/demo: \(Self.ready("Secret demo-kubeconfig does not exist yet", type: "RemoteConnectionProbe", "ProbeFailed"))
      Machine/md-1-a: \(Self.ready("Waiting for DockerMachine", type: "NodeHealthy", "InspectionFailed"))
      """
    let objects = try Self.objects(changes)
    let explanation = Explainer(ObjectGraph(objects)).readiness(of: objects[0])
    #expect(explanation.chain.map(\.subject) == ["Cluster default/demo"], "\(explanation)")
  }
}
