// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Site

/// Flux as Azure brings it: an object here says what a cluster follows, and a provider pack tells Azure.
/// Pure.
struct AzureFluxAgent {
  let agent: GitOpsAgent
  let cluster: Cluster

  var name: String { Self.name(of: agent, in: cluster) }

  static func name(of agent: GitOpsAgent, in cluster: Cluster) -> String {
    "\(cluster.name)-\(agent.name)"
  }

  // MARK: Where

  /// What clusters in Azure are called that are no AzureManagedControlPlanes.
  private static let types = [
    "/microsoft.kubernetes/connectedclusters/", "/microsoft.containerservice/managedclusters/",
    "/microsoft.hybridcontainerservice/provisionedclusters/",
  ]

  /// What says where in Azure the cluster is; nil where nothing does.
  static func home(among objects: [Object]) -> Object? {
    objects.first { $0.kind == Kind.azureManagedControlPlane.kind }
      ?? objects.first { object in
        let id = (object.spec["id"]?.string ?? "").lowercased()
        return object.kind == Kind.azureResource.kind
          && types.contains { type in
            id.firstRange(of: type).map { !id[$0.upperBound...].contains("/") } ?? false
          }
      }
  }

  // MARK: What

  /// `path` is the cluster's folder, `secret` what to sign in with, `facts` what the agent names.
  func object(
    path: String, secret: Object?, facts: [[String: String]]
  ) throws(GitOpsError) -> Object {
    var object = Object(
      Kind.azureFluxConfiguration.at(), namespace: agent.namespace, name: name)
    object.metadata.labels[Labels.clusterName] = cluster.name
    // What others change in Azure is undone, as it is in the cluster.
    object.metadata.annotations[Annotations.drift] = "heal"
    object.metadata.addOwner(agent.object, isController: true)
    object.spec = [
      "name": .string(agent.azureName), "scope": .string(agent.azureScope),
      "namespace": .string(agent.azureNamespace),
      "gitRepository": try repository(),
      "kustomizations": .map(
        Map([(agent.azureKustomization, try kustomization(path, facts))])),
    ]
    guard let secret else { return object }
    try check(secret)
    object.spec["secretRef"] = ["name": .string(secret.name)]
    // Its entries are not here: that they have changed is.
    object.metadata.annotations[Annotations.secretVersion] = secret.metadata.resourceVersion
    return object
  }

  private var seconds: Value { .int(max(1, Int64(agent.pace / .seconds(1)))) }

  private func repository() throws(GitOpsError) -> Value {
    let url = agent.insideURL
    guard !url.hasPrefix("file:") else {
      throw fault("\(url) is not reached from Azure", "use a url of ssh or https")
    }
    let names = agent.ref.map?.keys ?? []
    guard names.count == 1 else {
      throw fault(
        "spec.source.ref names \(names.sorted().joined(separator: " and "))",
        "Azure takes one of branch, tag, semver and commit")
    }
    return [
      "url": .string(url), "syncIntervalInSeconds": seconds, "repositoryRef": agent.ref,
    ]
  }

  private func kustomization(
    _ path: String, _ facts: [[String: String]]
  ) throws(GitOpsError) -> Value {
    var value: Value = [
      "path": .string(path), "prune": .bool(agent.prunes), "syncIntervalInSeconds": seconds,
      "retryIntervalInSeconds": seconds,
    ]
    guard !agent.variableSources.isEmpty else { return value }
    guard !agent.variableSources.contains(where: { $0.kind == "Secret" }) else {
      throw fault(
        "spec.variablesFrom names a Secret, and Azure would show what is in it",
        "use a ConfigMap, or bring the Secret by spec.before")
    }
    let data = ClusterFacts.configMap(of: cluster, in: "", and: facts).value["data"]
    value["postBuild"] = ["substitute": data ?? [:]]
    return value
  }

  private func check(_ secret: Object) throws(GitOpsError) {
    let known = ["identity", "identity.pub", "known_hosts", "username", "password"]
    let keys = secret.value["data"]?.map?.keys ?? []
    let others = keys.filter { !(known + ["ca.crt", "caFile"]).contains($0) }
    guard others.isEmpty else {
      throw fault(
        "Azure has no use for \(others.sorted().joined(separator: ", ")) of Secret \(secret.name)",
        "give it identity and known_hosts, or username and password")
    }
  }

  private func fault(_ cause: String, _ hint: String) -> GitOpsError {
    GitOpsError(
      "bring \(agent.object) to \(cluster.object)", cause, reason: FluxReasons.unsupported,
      hint: hint)
  }
}
