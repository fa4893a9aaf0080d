// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Testing

@testable import GitOps

/// What is decided without looking at anything.
struct DecisionTests {
  @Test(arguments: [
    ("_cert-manager__Namespace", nil, "cert-manager", "", "Namespace"),
    (
      "ingress-nginx_ingress-nginx_helm.toolkit.fluxcd.io_HelmRelease", "ingress-nginx",
      "ingress-nginx", "helm.toolkit.fluxcd.io", "HelmRelease"
    ),
    (
      "_system__node__x_rbac.authorization.k8s.io_ClusterRole", nil, "system:node:x",
      "rbac.authorization.k8s.io", "ClusterRole"
    ),
  ])
  func `an inventory names objects as Flux does`(
    _ text: String, _ namespace: String?, _ name: String, _ group: String, _ kind: String
  ) throws {
    let id = try #require(InventoryID(text))
    #expect(
      id == InventoryID(GroupKind(group: group, kind: kind), namespace: namespace, name: name))
    #expect(id.text == text)
  }

  @Test(arguments: ["", "a", "a_b", "a_b_c", "___", "a__b_"])
  func `what is no name of an object is none`(_ text: String) {
    #expect(InventoryID(text) == nil)
  }

  private func ids(_ words: String) -> [InventoryID] {
    words.split(separator: " ").map {
      InventoryID(GroupKind(group: "", kind: String($0)), namespace: nil, name: "n")
    }
  }

  @Test func `what others need comes first`() {
    let all = ids("Deployment Zebra ConfigMap CustomResourceDefinition Apple Secret Namespace")
    #expect(
      ApplyOrder.sorted(all)
        == ids("CustomResourceDefinition Namespace ConfigMap Secret Deployment Apple Zebra"))
    #expect(ids("Namespace StorageClass Pod").map { ApplyOrder.stage(of: $0.kind) } == [0, 1, 2])
  }

  private func object(_ text: String) throws -> Object { Object(try YAML.parse(text)) }

  private func candidate(_ kind: String, _ name: String, _ more: String = "{}") throws
    -> PrunePlan.Candidate
  {
    let isOurs = kind == "Cluster" || kind == "MachineDeployment"
    let base = try YAML.parse(
      """
      apiVersion: \(isOurs ? "cluster.x-k8s.io/v1beta2" : "v1")
      kind: \(kind)
      metadata:
        name: \(name)
        labels: {kustomize.toolkit.fluxcd.io/name: k, kustomize.toolkit.fluxcd.io/namespace: ns}
      """)
    var object = Object(base.applying(mergePatch: try YAML.parse(more)))
    if kind != "Namespace" { object.metadata.namespace = "ns" }
    return PrunePlan.Candidate(id: InventoryID(object), object: object)
  }

  private func plan(_ candidates: PrunePlan.Candidate...) -> PrunePlan {
    PrunePlan(candidates, owner: ("ns", "k"))
  }

  @Test func `a Cluster goes before what belongs to it, and before its namespace`() throws {
    let plan = plan(
      try candidate("Namespace", "ns"), try candidate("ConfigMap", "free"),
      try candidate("MachineDeployment", "md", "spec: {clusterName: c}"),
      try candidate(
        "ConfigMap", "labelled", "metadata: {labels: {cluster.x-k8s.io/cluster-name: c}}"),
      try candidate("Cluster", "c"))
    #expect(plan.deletes.map(\.name) == ["c", "free"])
    #expect(Set(plan.held.map(\.name)) == ["ns", "md", "labelled"])
  }

  @Test func `what a Cluster refers to is its own to delete`() throws {
    let plan = plan(
      try candidate("Widget", "w"), try candidate("Widget", "other"),
      try candidate("Cluster", "c", "spec: {infrastructureRef: {kind: Widget, name: w}}"))
    #expect(plan.held.map(\.name) == ["w"])
    #expect(plan.deletes.map(\.name).contains("other"))
  }

  @Test func `what is not our own, or not to be pruned, is let go`() throws {
    let foreign = "metadata: {labels: {kustomize.toolkit.fluxcd.io/name: other}}"
    let kept = "metadata: {annotations: {kustomize.toolkit.fluxcd.io/prune: disabled}}"
    let plan = plan(
      try candidate("ConfigMap", "foreign", foreign), try candidate("ConfigMap", "kept", kept),
      PrunePlan.Candidate(id: ids("Secret")[0], object: nil))
    #expect(Set(plan.released.map(\.name)) == ["foreign", "kept"])
    #expect(plan.open.isEmpty)
  }

  @Test(
    arguments: [
      (1, 1, 20, nil, true), (2, 10, 20, nil, true), (3, 10, 20, nil, false),
      (2, 2, 20, nil, false), (2, 2, 100, nil, true), (3, 10, 20, "r1", true),
      (3, 10, 20, "r0", false), (2, 100, 0, nil, false),
    ] as [(Int, Int, Int, String?, Bool)])
  func `many Clusters at once need a person's word`(
    _ going: Int, _ former: Int, _ percent: Int, _ approved: String?, _ isFine: Bool
  ) {
    let clusters = (0..<going).map {
      InventoryID(Kind.cluster.groupKind, namespace: "ns", name: "c\($0)")
    }
    let refusal = PruneGuard(percent: percent).refusal(
      deleting: clusters, of: former, revision: "r1", approved: approved)
    #expect((refusal == nil) == isFine)
  }

  @Test func `a circle is found wherever it begins`() {
    let edges = ["a": ["b"], "b": ["c", "d"], "c": ["b"], "d": []]
    func cycle(_ name: String) -> String? {
      DependencyGraph.cycle(from: Key(name: name)) { key in
        (edges[key.name] ?? []).map { Key(name: $0) }
      }?.map(\.name).joined()
    }
    #expect(cycle("a") == nil, "it only waits for a circle")
    #expect(cycle("b") == "bcb")
    #expect(cycle("c") == "cbc")
    #expect(cycle("d") == nil)
  }

  @Test(arguments: [
    ("spec: {a: 1}", "spec: {a: 1}", false), ("spec: {a: 1}", "spec: {a: 2}", true),
    ("status: {a: 1}", "status: {a: 2}", false),
    ("metadata: {resourceVersion: '1', generation: 1}", "metadata: {resourceVersion: '2'}", false),
    ("metadata: {labels: {a: b}}", "metadata: {labels: {a: c}}", true),
    ("metadata: {annotations: {a: b}}", "metadata: {}", true), ("data: {a: b}", "data: {}", true),
  ])
  func `only what git can say is drift`(_ before: String, _ after: String, _ isThere: Bool) throws {
    #expect(Drift.isThere(from: try object(before), to: try object(after)) == isThere)
  }
}
