// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import Spawn
import TestKit
import Testing

/// A platform in git, and two clusters that pull it: a real one of production, and one of staging without
/// machines, whose agent runs beside it.
struct Platform {
  let git: GitPlace
  let cluster: RealCluster
  let outside: String
  let inside: String

  var staging: String { "\(cluster.name)-staging" }
  private var stagingFile: String { cluster.place.folder.appending(path: "staging").path }

  // MARK: What is committed

  /// The layers, as a platform has them.
  func layers() -> [String: String?] {
    [
      "base/kustomization.yaml": "resources: [settings.yaml, outside.yaml]\n",
      "base/settings.yaml": """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings, namespace: default}
      data: {cluster: "${CLUSTER_NAME}", environment: "${CLUSTER_ENVIRONMENT}", size: small}
      """,
      "base/outside.yaml": """
      apiVersion: v1
      kind: Service
      metadata: {name: door, namespace: default}
      spec: {type: LoadBalancer, selector: {app: door}, ports: [{port: 80, protocol: TCP}]}
      """,
      "environments/prod/kustomization.yaml": environment("medium", of: "prod"),
      "environments/prod/extra.yaml": """
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata: {name: disk}
      provisioner: kubernetes.io/host-path
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: disk, namespace: default}
      spec: {storageClassName: disk, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
      """,
      "environments/staging/kustomization.yaml": environment("tiny", of: "staging"),
      "environments/staging/extra.yaml": """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: staging, namespace: default}
      """,
      "clusters/\(cluster.name)/kustomization.yaml": "resources: [../../environments/prod]\n",
      "clusters/\(staging)/kustomization.yaml": "resources: [../../environments/staging]\n",
    ]
  }

  func environment(_ size: String, of name: String) -> String {
    """
    # \(name)
    resources: [../../base, extra.yaml]
    patches:
    - patch: '[{op: replace, path: /data/size, value: \(size)}]'
      target: {kind: ConfigMap, name: settings}

    """
  }

  func agent(_ spec: String, named name: String = "platform") -> String {
    """
    apiVersion: gitops.capctl.dev/v1alpha1
    kind: GitOpsAgent
    metadata: {name: \(name), namespace: default}
    spec:
      source: {url: "\(outside)", insideURL: "\(inside)", secretRef: {name: deploy-key}}
      path: clusters/$<CLUSTER_NAME>
      interval: 2s
      prune: true
    \(spec.split(separator: "\n").map { "  \($0)\n" }.joined())
    """
  }

  // MARK: What is seen

  /// One text of the settings in a cluster; empty where there are none.
  func setting(_ key: String, staging isStaging: Bool = false) async throws -> String {
    let words = [
      "get", "configmap", "settings", "-n", "default", "--ignore-not-found", "-o",
      "jsonpath={.data.\(key)}",
    ]
    guard isStaging else { return try await cluster.workload(words: words) }
    return try await inStaging(words)
  }

  private func inStaging(_ words: [String]) async throws -> String {
    var command = Command(try Part.path("kubectl"), ["--kubeconfig", stagingFile] + words)
    command.environment = .exactly(["HOME": cluster.place.folder.path])
    command.accepts = Set(0...255)
    return try await command.run().text
  }

  func arrives(_ key: String, _ wanted: String, staging isStaging: Bool = false) async throws {
    var last = ""
    do {
      try await eventually("\(key) is “\(wanted)”", within: .seconds(300), every: .seconds(1)) {
        last = (try? await setting(key, staging: isStaging)) ?? "no answer"
        return last == wanted
      }
    } catch {
      throw TestFailure("see \(key) become “\(wanted)”", "it is “\(last)”: \(await story())")
    }
  }

  /// What the GitOpsAgent says of a cluster.
  private func entry(of name: String, _ agent: String) async throws -> Value? {
    let agents = try await cluster.list("gitopsagents")
    return agents.first { $0["metadata", "name"]?.string == agent }?["status", "clusters"]?.list?
      .first { $0["name"]?.string == name }
  }

  func becomesReady(
    _ name: String, at revision: String? = nil, agent: String = "platform"
  ) async throws {
    do {
      try await eventually("\(name) has its platform", within: .seconds(300), every: .seconds(1)) {
        let entry = try await entry(of: name, agent)
        return entry?["state"] == "Ready"
          && (revision == nil || entry?["revision"]?.string == revision)
      }
    } catch {
      throw TestFailure("see the platform in \(name)", await story())
    }
  }

  private func story() async -> String {
    let agents = (try? await cluster.kubectl("get", "gitopsagents", "-o", "yaml")) ?? ""
    let pods = (try? await cluster.workload("get", "pods", "-A", "-o", "wide")) ?? ""
    return "\(agents)\n\(pods)"
  }

  /// Runs the agent of the cluster that has no machines to run it.
  func runStagingAgent(_ body: () async throws -> Void) async throws {
    try await eventually("staging has a kubeconfig", every: .seconds(1)) {
      let secret = try? await cluster.kubectl(
        "get", "secret", "\(staging)-kubeconfig", "-o", "jsonpath={.data.value}")
      guard let bytes = secret.flatMap({ Data(base64Encoded: $0) }), !bytes.isEmpty else {
        return false
      }
      try bytes.write(to: URL(filePath: stagingFile))
      return true
    }
    let data = cluster.place.folder.appending(path: "agent").path
    var command = Command(
      Capctl.path, ["agent", "--kubeconfig", stagingFile, "--data-dir", data])
    command.environment = Capctl.environment()
    try await Daemon.run(command, until: .wrote("following")) { _ in try await body() }
  }
}
