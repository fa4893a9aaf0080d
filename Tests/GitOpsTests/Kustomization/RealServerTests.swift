// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import HTTP
import Kube
import Manifest
import Runtime
import Site
import TestKit
import Testing

@testable import GitOps

/// The same over a real kube-apiserver: as the API that holds the objects, and as the cluster that a
/// kubeconfig leads to.
struct RealServerTests {
  private static let namespaces = Resource(group: "", version: "v1", plural: "namespaces")

  private func withServer(
    _ body: (RemoteClient, String, String) async throws -> Void
  ) async throws {
    try await withKubeAPIServer { kubeconfig in
      let http = HTTPClient(environment: [:])
      var options = RemoteOptions()
      options.rate = nil
      let access = try ClusterAccess.find(kubeconfig: kubeconfig.path, environment: [:])
      let client = RemoteClient(access, over: http, options)
      let namespace = "sync-\(UInt32.random(in: 0 ... .max))"
      let kind = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
      _ = try await client.create(Object(kind, name: namespace), at: Address(Self.namespaces))
      let text = try String(contentsOf: kubeconfig, encoding: .utf8)
      try await body(client, namespace, text)
      await http.shutdown()
    }
  }

  @Test func `a real Kubernetes is followed as the embedded API is`() async throws {
    try await withServer { client, namespace, _ in
      for kind in [Kind.gitRepository, .kustomization] {
        let installer = DefinitionInstaller(client)
        _ = try await installer.install(kind, nil)
        try await installer.established(kind, within: .seconds(60))
      }
      try await withTemporaryDirectory { folder in
        let repository = try await Repository(in: folder)
        try await SyncScene.run(over: client, namespace: namespace, in: folder, repository) {
          scene in try await play(scene, namespace)
        }
      }
    }
  }

  private func play(_ scene: SyncScene, _ namespace: String) async throws {
    let group = "\(namespace).example.com"
    let definition = """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: widgets.\(group)}
      spec:
        group: \(group)
        scope: Namespaced
        names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
        versions:
        - name: v1
          served: true
          storage: true
          schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
      """
    let widget =
      "apiVersion: \(group)/v1\nkind: Widget\nmetadata: {name: w, namespace: \(namespace)}\n"
    let secret = """
      apiVersion: v1
      kind: Secret
      metadata: {name: fixed, namespace: \(namespace)}
      immutable: true
      stringData: {key: one}
      """
    let first = try await scene.repository.commit([
      "a.yaml": configMap("a", namespace: namespace), "b.yaml": widget, "c.yaml": definition,
      "d.yaml": secret, "e.yaml": configMap("e", namespace: namespace),
    ])
    try await scene.follow(kustomization: "interval: 2s")
    try await scene.isApplied(first)
    let widgets = Resource(group: group, version: "v1", plural: "widgets")
    let place = Address(widgets, namespace: namespace, name: "w")
    #expect(try await scene.client.find(place) != nil)
    // Nothing is written at the looks that follow.
    let version = try await scene.client.get(place).metadata.resourceVersion
    _ = try await scene.client.patch(
      .merge(["data": ["key": "changed", "other": "added"]]),
      at: Address(.configMaps, namespace: namespace, name: "a"))
    try await eventually("the value is as it was") { try await scene.data("a") == "value" }
    #expect(try await scene.data("a", "other") == "added")
    #expect(try await scene.client.get(place).metadata.resourceVersion == version)
    try await scene.repository.commit([
      "d.yaml": secret.replacing("one", with: "two"), "e.yaml": nil,
    ])
    let message = try await scene.complaint(reason: "ReconciliationFailed")
    #expect(message.contains("d.yaml:1") && message.contains("immutable"))
    #expect(try await scene.configMap("e") != nil, "nothing is pruned while something is wrong")
    try await scene.follow(kustomization: "interval: 2s\nforce: true")
    try await eventually("it is made anew, and the other goes") {
      let found = try await scene.client.find(
        Address(.secrets, namespace: namespace, name: "fixed"))
      let other = try await scene.configMap("e")
      return found?.secretText("key") == "two" && other == nil
    }
    try await scene.client.delete(scene.place(.kustomization, "all"))
    try await eventually("everything goes with it") {
      let (a, w) = (try await scene.configMap("a"), try? await scene.client.find(place))
      return a == nil && w == nil
    }
  }

  @Test func `a kubeconfig leads to another cluster, and an account says who calls`() async throws {
    try await withServer { client, namespace, kubeconfig in
      try await SyncScene.run { scene in
        let revision = try await scene.repository.commit([
          "a.yaml": configMap("a", namespace: namespace)
        ])
        let remote = "kubeConfig: {secretRef: {name: there}}"
        try await scene.follow(kustomization: remote)
        _ = try await scene.complaint(
          reason: "ReconciliationFailed", containing: "the Secret there does not exist")
        try await scene.secret("there", ["value": kubeconfig])
        try await scene.isApplied(revision)
        let place = Address(.configMaps, namespace: namespace, name: "a")
        #expect(try await client.find(place)?.value["data", "key"]?.string == "value")
        #expect(try await scene.configMap("a", in: namespace) == nil)
        try await scene.follow(kustomization: remote + "\nserviceAccountName: nobody")
        let message = try await scene.complaint(
          reason: "ReconciliationFailed", containing: "nobody")
        #expect(message.contains("system:serviceaccount:default:nobody"))
        try await scene.follow(kustomization: remote + "\nserviceAccountName: null")
        try await scene.client.delete(scene.place(.kustomization, "all"))
        try await eventually("it is gone from there") { try await client.find(place) == nil }
      }
    }
  }
}
