// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Manifest
import Spawn
import TestKit
import Testing

@testable import capctl

/// A GitOpsAgent brings the agent into a cluster, and the agent brings the platform.
struct AgentTests {
  private static let agent = """
    apiVersion: gitops.capctl.dev/v1alpha1
    kind: GitOpsAgent
    metadata: {name: platform, namespace: default}
    spec:
      clusterSelector: {matchLabels: {platform: "yes"}}
      type: capctl
      source: {url: "URL"}
      path: clusters/$<CLUSTER_NAME>
      interval: 1s
      prune: true
      before: [{configMap: network}, {path: bootstrap}]
      variablesFrom: [{kind: ConfigMap, name: region}]
    """

  private static let platform = [
    "clusters/demo/kustomization.yaml": "resources: [../../environments/prod]",
    "environments/prod/kustomization.yaml": "resources: [facts.yaml]",
    "environments/prod/facts.yaml": """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: facts, namespace: default}
    data: {cluster: "${CLUSTER_NAME}", region: "${REGION}", size: small}
    """,
    "bootstrap/cloud.yaml": """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: cloud, namespace: kube-system}
    data: {from: repository}
    """,
  ]

  private static let maps = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: region, namespace: default}
    data: {REGION: north}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: network, namespace: default}
    data:
      network.yaml: |
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: network, namespace: kube-system}
        data: {from: map}
    """

  /// One text of the agent's status.
  private func status(_ server: Server, _ path: String) async throws -> String {
    try await server.kubectl(
      "get", "gitopsagent", "platform", "-o", "jsonpath={.status\(path)}"
    ).text
  }

  private func state(_ server: Server, becomes wanted: String) async throws {
    var last = ""
    do {
      try await eventually("the agent is \(wanted)") {
        last = try await status(server, ".clusters[0].state")
        return last == wanted
      }
    } catch {
      throw TestFailure(
        "see the agent \(wanted)", "it is \(last): \(try await status(server, ""))")
    }
  }

  /// The cluster, with the label by which the agent finds it.
  private func makeCluster(_ server: Server, in folder: URL) async throws -> String {
    let cluster = try await Capctl.run(
      "generate", "cluster", "demo", "-i", "inmemory", "--kubernetes-version", "v1.30.0",
      "--worker-machine-count", "0"
    ).text
    try await apply(cluster, in: folder, server)
    _ = try await server.kubectl("label", "cluster", "demo", "platform=yes")
    let file = folder.appending(path: "demo.kubeconfig")
    try await eventually("the cluster has a kubeconfig") {
      let secret = try await server.kubectl(
        "get", "secret", "demo-kubeconfig", "-o", "jsonpath={.data.value}")
      guard let bytes = Data(base64Encoded: secret.text), !bytes.isEmpty else { return false }
      try bytes.write(to: file)
      return true
    }
    return file.path
  }

  @Test func `the platform of a cluster follows from git`() async throws {
    try await withTemporaryDirectory { folder in
      let repository = try await FleetRepository(in: folder)
      try await repository.commit(Self.platform.mapValues { Optional($0) })
      try await Server.run(in: folder.appending(path: "data")) { server in
        try await apply(Self.maps, in: folder, server)
        try await apply(
          Self.agent.replacing("URL", with: "file://\(repository.origin.path)"), in: folder, server)
        let kubeconfig = try await makeCluster(server, in: folder)
        // All is there that the agent needs, and nobody runs it: there are no machines.
        try await state(server, becomes: "Syncing")
        #expect(try await status(server, ".clusters[0].message").contains("no pod"))
        let words = ["agent", "--kubeconfig", kubeconfig, "--data-dir", "\(folder.path)/agent"]
        var command = Command(Capctl.path, words)
        command.environment = Capctl.environment()
        try await Daemon.run(command, until: .exists(path: "\(folder.path)/agent")) { _ in
          try await play(server, repository, kubeconfig)
        }
      }
    }
  }

  private func apply(_ text: String, in folder: URL, _ server: Server) async throws {
    let file = try folder.write(text, to: "objects.yaml")
    let done = try await server.kubectl("apply", "-f", file.path)
    #expect(done.exitCode == 0, "\(done.errorText)")
  }

  private func inside(_ kubeconfig: String, _ words: String...) async throws -> String {
    var command = Command(try Part.path("kubectl"), ["--kubeconfig", kubeconfig] + words)
    // kubectl keeps what it learns there.
    command.environment = .exactly([
      "HOME": URL(filePath: kubeconfig).deletingLastPathComponent().path
    ])
    command.accepts = Set(0...255)
    return try await command.run().text
  }

  private func play(
    _ server: Server, _ repository: FleetRepository, _ kubeconfig: String
  ) async throws {
    func facts(_ path: String) async throws -> String {
      try await inside(
        kubeconfig, "get", "configmap", "facts", "-n", "default", "--ignore-not-found", "-o",
        "jsonpath={.data\(path)}")
    }
    try await state(server, becomes: "Ready")
    #expect(try await facts(".cluster") == "demo")
    #expect(try await facts(".region") == "north")
    for name in ["network", "cloud"] {
      #expect(
        try await inside(kubeconfig, "get", "configmap", name, "-n", "kube-system", "-o", "name")
          .contains(name))
    }
    // A commit arrives.
    let facts2 = Self.platform["environments/prod/facts.yaml"]?.replacing("small", with: "large")
    try await repository.commit(["environments/prod/facts.yaml": facts2])
    try await eventually("the commit has arrived") { try await facts(".size") == "large" }
    // What leaves git goes, and what returns there returns.
    try await repository.commit(["environments/prod/kustomization.yaml": "resources: []"])
    try await eventually("what left git is gone") { try await facts(".size").isEmpty }
    try await repository.commit(["environments/prod/kustomization.yaml": "resources: [facts.yaml]"])
    try await eventually("it came back") { try await facts(".size") == "large" }
    // The agent is taken out, and the platform stays.
    _ = try await server.kubectl("label", "cluster", "demo", "platform-")
    try await eventually("the agent is gone") {
      try await status(server, ".clusters").isEmpty
    }
    let left = try await inside(
      kubeconfig, "get", "deployments,serviceaccounts", "-n", "capctl-system", "-o", "name")
    #expect(!left.contains("capctl-agent"))
    #expect(try await facts(".size") == "large")
    _ = try await server.kubectl("delete", "gitopsagent", "platform")
    try await eventually("the GitOpsAgent is gone") {
      try await server.kubectl("get", "gitopsagents", "-o", "name").text.isEmpty
    }
  }

  // MARK: Flux

  /// A stand-in for what a release of Flux consists of: its own kinds, and a controller.
  private static func manifest(_ version: String) throws -> String {
    let definitions = try [Kind.gitRepository, .kustomization].map {
      YAML.text(try $0.guestDefinition(nil).value)
    }
    let rest = """
      apiVersion: v1
      kind: Namespace
      metadata: {name: flux-system}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: source-controller
        namespace: flux-system
        labels: {app.kubernetes.io/component: source-controller}
      spec:
        selector: {matchLabels: {app: source-controller}}
        template:
          metadata: {labels: {app: source-controller}}
          spec:
            containers: [{name: manager, image: "ghcr.io/fluxcd/source-controller:\(version)"}]

      """
    return "---\n# Flux Version: \(version)\n" + (definitions + [rest]).joined(separator: "---\n")
  }

  private func fluxAgent(_ url: String, path: String, _ server: Server, _ folder: URL) async throws
  {
    let agent = """
      apiVersion: gitops.capctl.dev/v1alpha1
      kind: GitOpsAgent
      metadata: {name: platform, namespace: default}
      spec:
        clusterRef: {name: demo}
        type: flux
        source: {url: "\(url)", secretRef: {name: deploy-key}}
        path: \(path)
        interval: 1m0s
        prune: true
        flux: {manifest: {configMap: flux}, registry: registry.example.com/flux}
      """
    try await apply(agent, in: folder, server)
  }

  private func offer(_ version: String, _ server: Server, _ folder: URL) async throws {
    let file = try folder.write(try Self.manifest(version), to: "install.yaml").path
    let map = try await server.kubectl(
      "create", "configmap", "flux", "--from-file=install.yaml=\(file)", "--dry-run=client", "-o",
      "yaml")
    try await apply(map.text, in: folder, server)
  }

  private func log(_ repository: FleetRepository) async throws -> [String] {
    try await repository.git(
      "-C", repository.origin.path, "log", "--reverse", "--format=%s", "main"
    )
    .split(separator: "\n").map(String.init)
  }

  @Test func `Flux is committed in two commits, and applied from them`() async throws {
    try await withTemporaryDirectory { folder in
      let repository = try await FleetRepository(in: folder)
      try await repository.commit(["README.md": "platform"])
      let data = folder.appending(path: "data")
      let first = ["Change", "Add Flux v2.0.0 component manifests", "Add Flux sync manifests"]
      let kubeconfig = try await Server.run(in: data) { server in
        try await offer("v2.0.0", server, folder)
        _ = try await server.kubectl(
          "create", "secret", "generic", "deploy-key", "--from-literal=username=ada",
          "--from-literal=password=secret")
        let kubeconfig = try await makeCluster(server, in: folder)
        try await fluxAgent(
          "file://\(repository.origin.path)", path: "clusters/demo", server, folder)
        try await state(server, becomes: "Syncing")
        #expect(try await log(repository) == first)
        let files = try await repository.git(
          "-C", repository.origin.path, "ls-tree", "-r", "--name-only", "main", "clusters")
        #expect(
          files.split(separator: "\n").map { $0.split(separator: "/").last ?? "" } == [
            "gotk-components.yaml", "gotk-sync.yaml", "kustomization.yaml",
          ])
        #expect(try await fluxPath(kubeconfig) == "./clusters/demo")
        #expect(
          try await inside(
            kubeconfig, "get", "secret", "flux-system", "-n", "flux-system", "-o",
            "jsonpath={.data.username}") == "YWRh")
        #expect(
          try await image(kubeconfig) == "registry.example.com/flux/source-controller:v2.0.0")
        return kubeconfig
      }
      try await goOn(repository, data, kubeconfig, after: first, in: folder)
    }
  }

  /// Another start makes no commit; a patch of the user's counts; an upgrade is one commit; another
  /// folder is refused.
  private func goOn(
    _ repository: FleetRepository, _ data: URL, _ kubeconfig: String, after first: [String],
    in folder: URL
  ) async throws {
    try await repository.git(
      "-C", repository.work.path, "pull", "-q", repository.origin.path, "main")
    let patched = """
      apiVersion: kustomize.config.k8s.io/v1beta1
      kind: Kustomization
      resources: [gotk-components.yaml, gotk-sync.yaml]
      patches:
      - patch: '[{op: add, path: /metadata/annotations, value: {by: user}}]'
        target: {kind: Deployment}
      """
    try await repository.commit(["clusters/demo/flux-system/kustomization.yaml": patched])
    try await Server.run(in: data) { server in
      try await eventually("the user's patch is applied") {
        try await inside(
          kubeconfig, "get", "deployment", "source-controller", "-n", "flux-system", "-o",
          "jsonpath={.metadata.annotations.by}") == "user"
      }
      #expect(try await log(repository) == first + ["Change"])
      try await offer("v2.1.0", server, folder)
      try await eventually("the new version is there") {
        try await image(kubeconfig).hasSuffix(":v2.1.0")
      }
      #expect(
        try await log(repository)
          == first + ["Change", "Add Flux v2.1.0 component manifests"])
      try await fluxAgent(
        "file://\(repository.origin.path)", path: "clusters/other", server, folder)
      try await state(server, becomes: "Failed")
      #expect(
        try await status(server, ".clusters[0].message").contains(
          "it follows clusters/demo there already"))
    }
  }

  private func image(_ kubeconfig: String) async throws -> String {
    try await inside(
      kubeconfig, "get", "deployment", "source-controller", "-n", "flux-system", "-o",
      "jsonpath={.spec.template.spec.containers[0].image}")
  }

  private func fluxPath(_ kubeconfig: String) async throws -> String {
    try await inside(
      kubeconfig, "get", "kustomizations.kustomize.toolkit.fluxcd.io", "flux-system", "-n",
      "flux-system", "-o", "jsonpath={.spec.path}")
  }
}
