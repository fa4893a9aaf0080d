// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import HTTP
import Kube
import Spawn
import TestKit
import Testing

/// Our kinds as guests of a real Kubernetes, which asks us to convert.
struct CRDsTests {
  private static let name = "customresourcedefinition.apiextensions.k8s.io/"
  private static let old = """
    apiVersion: cluster.x-k8s.io/v1alpha3
    kind: Cluster
    metadata: {name: old, namespace: default}
    spec:
      clusterNetwork: {pods: {cidrBlocks: [192.168.0.0/16]}}
      infrastructureRef: {apiVersion: infrastructure.cluster.x-k8s.io/v1alpha3, kind: AzureCluster, name: old}
    """

  /// One that another project made of the same name.
  private static let foreign = """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: gitrepositories.source.toolkit.fluxcd.io}
    spec:
      group: source.toolkit.fluxcd.io
      scope: Namespaced
      names: {kind: GitRepository, plural: gitrepositories}
      versions:
      - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
    """

  @Test func `a real Kubernetes serves all versions, and what is others' stays`() async throws {
    try await withKubeAPIServer { kubeconfig in
      try await withTemporaryDirectory { folder in
        let guest = Guest(kubeconfig: kubeconfig, folder: folder)
        let foreign = try folder.write(Self.foreign, to: "foreign.yaml")
        try await guest.kubectl("create", "-f", foreign.path)
        let alone = try await guest.install()
        #expect(alone.text.contains("\(Self.name)clusters.cluster.x-k8s.io created\n"))
        #expect(
          alone.errorText == """
            warning: \(Self.name)gitrepositories.source.toolkit.fluxcd.io was made by somebody else, \
            and is left alone

            """)
        #expect(try await guest.versions(of: "clusters.cluster.x-k8s.io") == "v1beta2")
        let words = ["--kubeconfig", kubeconfig.path]
        try await Server.run(in: folder.appending(path: "data"), words) { server in
          try await Self.convert(through: server, guest)
          try await Self.live(guest)
          try await Self.liveLong(guest)
        }
      }
    }
  }

  private static func convert(through server: Server, _ guest: Guest) async throws {
    let webhook = try await guest.install("--url", server.url, "--data-dir", server.folder.path)
    #expect(webhook.text.contains("\(name)clusters.cluster.x-k8s.io configured\n"))
    // It stays where nobody names another.
    let again = try await guest.install()
    #expect(again.text.contains("\(name)clusters.cluster.x-k8s.io unchanged\n"))
    let file = try guest.folder.write(old, to: "old.yaml")
    try await eventually("the old version is served") {
      try await guest.kubectl(accepting: 0...1, "apply", "-f", file.path).exitCode == 0
    }
    let reference = "{.apiVersion} {.spec.infrastructureRef}"
    let new = try await guest.show("clusters.v1beta2.cluster.x-k8s.io/old", reference)
    #expect(
      new == """
        cluster.x-k8s.io/v1beta2 \
        {"apiGroup":"infrastructure.cluster.x-k8s.io","kind":"AzureCluster","name":"old"}
        """)
    let shown = try await guest.show(
      "clusters.v1alpha3.cluster.x-k8s.io/old", "{.spec.infrastructureRef.apiVersion}")
    #expect(shown == "infrastructure.cluster.x-k8s.io/v1alpha3")
    try await guest.kubectl("delete", "cluster", "old")
  }

  /// A whole cluster comes, is upgraded, and goes without a trace.
  private static func live(_ guest: Guest) async throws {
    let manifest = try await Capctl.run(
      "generate", "cluster", "abroad", "-i", "inmemory", "--kubernetes-version", "v1.30.0",
      "--control-plane-machine-count", "3", "--worker-machine-count", "10")
    let file = try guest.folder.write(manifest.text, to: "abroad.yaml")
    try await guest.kubectl("apply", "-f", file.path)
    try await guest.becomes("abroad", machines: 13, version: "v1.30.0")
    try await Witness.watching("abroad", in: guest.client()) { witness in
      let version = #"{"spec":{"version":"v1.31.0"}}"#
      try await guest.kubectl(
        "patch", "kubeadmcontrolplane", "abroad-control-plane", "--type=merge", "-p", version)
      try await guest.kubectl(
        "patch", "machinedeployment", "abroad-md-0", "--type=merge", "-p",
        #"{"spec":{"template":\#(version)}}"#)
      try await guest.becomes("abroad", machines: 13, version: "v1.31.0")
      #expect(witness.fewestControlPlanes >= 3)
      #expect(witness.fewestWorkers >= 10)
      #expect(witness.mostWorkers <= 11)
    }
    try await guest.delete("abroad")
  }

  /// So does one that was written for v1alpha3.
  private static func liveLong(_ guest: Guest) async throws {
    let file = try guest.folder.write(OldClusterLifeTests.text, to: "old-cluster.yaml")
    try await guest.kubectl("apply", "-f", file.path)
    try await guest.becomes("old", machines: 3, version: "v1.18.8")
    try await guest.delete("old")
  }
}

/// The Kubernetes where we are guests.
private struct Guest {
  let kubeconfig: URL
  let folder: URL

  func install(_ words: String...) async throws -> Output {
    var command = Command(
      Capctl.path, ["crds", "install", "--kubeconfig", kubeconfig.path] + words)
    command.environment = Capctl.environment()
    command.deadline = .seconds(240)
    return try await command.run()
  }

  @discardableResult
  func kubectl(
    accepting codes: ClosedRange<Int32> = 0...0, _ words: String...
  ) async throws -> Output {
    var command = Command(try Part.path("kubectl"), ["--kubeconfig", kubeconfig.path] + words)
    command.environment = .exactly(["HOME": folder.path])
    command.accepts = Set(codes)
    command.deadline = .seconds(120)
    return try await command.run()
  }

  func show(_ object: String, _ path: String) async throws -> String {
    try await kubectl("get", object, "-o", "jsonpath=\(path)").text
  }

  func client() throws -> RemoteClient {
    RemoteClient(try Kubeconfig(paths: [kubeconfig.path]).access(), over: HTTPClient())
  }

  /// All Machines of a cluster run, so many, in this version.
  func becomes(_ cluster: String, machines: Int, version: String) async throws {
    let wanted = Array(repeating: "Running/\(version)", count: machines)
    let selector = "cluster.x-k8s.io/cluster-name=\(cluster)"
    let path = "jsonpath={range .items[*]}{.status.phase}/{.spec.version} {end}"
    try await eventually("the machines of \(cluster) run \(version)", within: .seconds(240)) {
      let text = try await kubectl("get", "machines", "-l", selector, "-o", path).text
      return text.split(separator: " ").map(String.init) == wanted
    }
  }

  func delete(_ cluster: String) async throws {
    try await kubectl("delete", "cluster", cluster, "--timeout=110s")
    // The rest is for Kubernetes' own garbage collector, which a bare kube-apiserver does not have.
    let kinds = "machines,kubeadmcontrolplanes,inmemorymachines,inmemoryclusters"
    try await eventually("nothing is left") {
      try await kubectl("get", kinds, "-o", "name").text.isEmpty
    }
  }

  func versions(of definition: String) async throws -> String {
    try await show("crd/\(definition)", "{.spec.versions[*].name}")
  }
}
