// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Manifest
import Site
import TestKit
import Testing

@testable import GitOps

/// Dependencies, health, secrets and variables, over the real API.
struct PartsTests {
  @Test func `a Kustomization waits for what it depends on`() async throws {
    try await SyncScene.run { scene in
      let revision = try await scene.repository.commit([
        "one/a.yaml": configMap("a"), "two/b.yaml": configMap("b"),
      ])
      try await scene.follow("two", path: "two", kustomization: "dependsOn: [{name: one}]")
      let message = try await scene.complaint(
        .kustomization, "two", reason: "DependencyNotReady")
      #expect(message == "dependency 'default/one' not found")
      try await scene.follow("one", path: "one")
      try await scene.isApplied(revision, by: "two")
    }
  }

  @Test func `dependencies in a circle are refused with the way round`() async throws {
    try await SyncScene.run { scene in
      try await scene.repository.commit(["a.yaml": configMap("a")])
      try await scene.follow("one", kustomization: "dependsOn: [{name: two}]")
      try await scene.follow("two", kustomization: "dependsOn: [{name: one}]")
      let message = try await scene.complaint(.kustomization, "two", reason: "DependencyCycle")
      #expect(message.contains("default/two → default/one → default/two"))
    }
  }

  @Test func `it is ready when all is, and a new revision ends the waiting`() async throws {
    try await SyncScene.run { scene in
      let claim = """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: claim, namespace: default}
        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
        """
      let first = try await scene.repository.commit(["c.yaml": claim])
      try await scene.follow(kustomization: "wait: true\ntimeout: 10m")
      try await eventually("it waits") {
        let now = try await scene.kustomization()
        return now.condition("Ready")?.status == .unknown && now.isTrue("Reconciling")
      }
      #expect(try await scene.kustomization().appliedRevision != first)
      let second = try await scene.repository.commit(["c.yaml": nil, "a.yaml": configMap("a")])
      try await scene.isApplied(second)
      #expect(try await scene.kustomization().isTrue("Healthy"))
    }
  }

  @Test func `what is not healthy in time is named`() async throws {
    try await SyncScene.run { scene in
      try await scene.repository.commit(["a.yaml": configMap("a")])
      let check = "healthChecks: [{apiVersion: v1, kind: ConfigMap, name: b, namespace: default}]"
      try await scene.follow(kustomization: "\(check)\ntimeout: 1s")
      let message = try await scene.complaint(reason: "HealthCheckFailed")
      #expect(message.contains("ConfigMap/default/b status: 'NotFound'"))
    }
  }

  @Test func `an encrypted Secret arrives decrypted`() async throws {
    try await SyncScene.run { scene in
      let sealed = String(decoding: try SopsTests.golden("flux.yaml"), as: UTF8.self)
      try await scene.repository.commit([
        "s.yaml": sealed, "a.yaml": configMap("a"),
      ])
      try await scene.follow()
      let refused = try await scene.complaint(reason: "BuildFailed")
      #expect(refused.contains("s.yaml") && refused.contains("SOPS encrypted"))
      #expect(try await scene.configMap("a") != nil)
      let decryption = "decryption: {provider: sops, secretRef: {name: keys}}"
      let other = String(decoding: try SopsTests.golden("key.agekey"), as: UTF8.self)
      try await scene.secret("keys", ["age.agekey": other])
      try await scene.follow(kustomization: decryption)
      let wrong = try await scene.complaint(reason: "BuildFailed", containing: "no age key")
      #expect(wrong.contains("s.yaml") && !wrong.contains("AGE-SECRET"))
      let key = String(decoding: try SopsTests.golden("flux-key.agekey"), as: UTF8.self)
      try await scene.secret("keys", ["age.agekey": key])
      try await eventually("it is there") {
        let address = Address(.secrets, namespace: "default", name: "global-age-secret")
        return try await scene.client.find(address)?.secretText("key")?.isEmpty == false
      }
    }
  }

  @Test func `variables come from where they are said to`() async throws {
    try await SyncScene.run { scene in
      try await scene.secret("hidden", ["TOKEN": "t0k3n", "REGION": "east"])
      try await scene.apply(
        Object(
          try YAML.parse(configMap("facts", namespace: "default").replacing("key:", with: "ZONE:")))
      )
      let text =
        configMap("a", "${REGION} ${ZONE} ${TOKEN} $${KEPT} ${SIZE:=small}") + "---\n"
        + configMap("b", "${left}").replacing(
          "name: b",
          with: "name: b\n  annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}")
      try await scene.repository.commit(["a.yaml": text])
      try await scene.follow(
        kustomization: """
          postBuild:
            substitute: {REGION: west}
            substituteFrom:
            - {kind: Secret, name: hidden}
            - {kind: ConfigMap, name: facts}
            - {kind: ConfigMap, name: missing, optional: true}
          """)
      try await eventually("it is there") {
        try await scene.data("a") == "west value t0k3n ${KEPT} small"
      }
      try await eventually("the other is as written") {
        try await scene.data("b") == "${left}"
      }
      try await scene.secret("hidden", ["TOKEN": "n3w"])
      try await eventually("it follows the Secret") {
        try await scene.data("a") == "west value n3w ${KEPT} small"
      }
    }
  }

  @Test func `a definition and what it defines come in one commit`() async throws {
    try await SyncScene.run { scene in
      let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
          versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        """
      let widget =
        "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w, namespace: team}\n"
      let revision = try await scene.repository.commit([
        "a.yaml": widget, "b.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: team}\n",
        "c.yaml": definition,
      ])
      try await scene.follow()
      try await scene.isApplied(revision)
      let widgets = Resource(group: "example.com", version: "v1", plural: "widgets")
      #expect(try await scene.client.find(Address(widgets, namespace: "team", name: "w")) != nil)
    }
  }

  @Test func `objects say how they are to be treated`() async throws {
    try await SyncScene.run { scene in
      func marked(_ name: String, _ mark: String) -> String {
        configMap(name).replacing(
          "name: \(name)",
          with: "name: \(name)\n  annotations: {kustomize.toolkit.fluxcd.io/\(mark)}")
      }
      try await scene.apply(Object(try YAML.parse(configMap("old", "kept", namespace: "default"))))
      let first = try await scene.repository.commit([
        "a.yaml": marked("kept", "prune: disabled"),
        "b.yaml": marked("never", "reconcile: Disabled"),
        "c.yaml": marked("old", "ssa: IfNotPresent"), "d.yaml": configMap("d"),
      ])
      try await scene.follow()
      try await scene.isApplied(first)
      #expect(try await scene.configMap("never") == nil)
      #expect(try await scene.data("old") == "kept")
      let second = try await scene.repository.commit(["a.yaml": nil, "d.yaml": nil])
      try await scene.isApplied(second)
      #expect(try await scene.configMap("kept") != nil)
      #expect(try await scene.configMap("d") == nil)
    }
  }

  @Test(arguments: ["v1alpha3", "v1alpha4", "v1beta1"])
  func `an older version is applied as the stored one where only that is served`(
    _ version: String
  ) async throws {
    let cluster = """
      apiVersion: cluster.x-k8s.io/\(version)
      kind: Cluster
      metadata: {name: demo}
      spec:
        controlPlaneEndpoint: {host: 10.0.0.1, port: 6443}
        infrastructureRef:
          apiVersion: infrastructure.cluster.x-k8s.io/\(version)
          kind: AzureCluster
          name: demo
      """
    try await withTemporaryDirectory { folder in
      let repository = try await Repository(in: folder)
      try await SyncScene.run(in: folder, repository, serving: try .storedOnly()) { scene in
        let revision = try await repository.commit(["cluster.yaml": cluster])
        try await scene.follow()
        try await scene.isApplied(revision)
        let place = scene.place(try #require(Kinds.all.first { $0.kind == "Cluster" }), "demo")
        let found = try await scene.client.get(place)
        #expect(found.groupVersionKind?.version == "v1beta2")
        #expect(found.spec["infrastructureRef", "apiGroup"] == "infrastructure.cluster.x-k8s.io")
        let next = try await repository.commit(["cluster.yaml": nil])
        try await scene.isApplied(next)
        try await eventually("it goes with its file") {
          try await scene.client.find(place) == nil
        }
      }
    }
  }
}
