// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// The agent that each matching cluster pulls its platform with.
package struct GitOpsAgent: View {
  package static let kind = Kind.gitOpsAgent
  package var object: Object

  package init(_ object: Object) { self.object = object }

  package enum AgentType: String, Sendable {
    case flux
    case azureFlux
    case capctl
  }

  /// What is applied before the agent: objects in a ConfigMap, or a folder of the repository.
  package enum Preparation: Sendable, Hashable {
    case configMap(String)
    case path(String)
  }

  package var clusterSelector: Value? { self["spec.clusterSelector"] }
  package var clusterName: String? { self[text: "spec.clusterRef.name"] }
  package var type: AgentType? { self[text: "spec.type"].flatMap(AgentType.init) }
  package var url: String { self[text: "spec.source.url"] ?? "" }
  /// Where the repository is, seen from inside the cluster.
  package var insideURL: String { self[text: "spec.source.insideURL"] ?? url }
  package var ref: Value {
    let ref = self["spec.source.ref"] ?? [:]
    return ref.map?.isEmpty == false ? ref : ["branch": "main"]
  }
  package var secretName: String? { self[text: "spec.source.secretRef.name"] }
  /// Whether that Secret is made where it is not there.
  package var generatesKey: Bool { self[flag: "spec.source.generateKey"] ?? false }
  package var path: String { self[text: "spec.path"] ?? "" }
  package var interval: String { self[text: "spec.interval"] ?? "1m" }
  /// The same as a length of time.
  package var pace: Duration { self[duration: "spec.interval"] ?? .seconds(60) }
  package var prunes: Bool { self[flag: "spec.prune"] ?? false }

  /// ConfigMaps and Secrets with facts for the cluster, in their order.
  package var variableSources: [(kind: String, name: String)] {
    (self["spec.variablesFrom"]?.list ?? []).map {
      ($0["kind"]?.string ?? "", $0["name"]?.string ?? "")
    }
  }

  package var preparations: [Preparation] {
    (self["spec.before"]?.list ?? []).compactMap { item in
      item["configMap"]?.string.map { .configMap($0) } ?? item["path"]?.string.map { .path($0) }
    }
  }

  package var fluxVersion: String? { self[text: "spec.flux.version"] }
  package var fluxManifestURL: String? { self[text: "spec.flux.manifest.url"] }
  package var fluxManifestConfigMap: String? { self[text: "spec.flux.manifest.configMap"] }
  package var fluxManifestDigest: String? { self[text: "spec.flux.manifest.sha256"] }
  package var fluxComponents: [String] { self[texts: "spec.flux.components"] }
  package var fluxRegistry: String? { self[text: "spec.flux.registry"] }

  /// What images are pulled with.
  package var fluxPullSecret: String? { self[text: "spec.flux.pullSecretRef.name"] }
  package var fluxTolerations: [Value] { self["spec.flux.tolerations"]?.list ?? [] }

  package var azureName: String { self[text: "spec.azureFlux.name"] ?? name }
  package var azureNamespace: String { self[text: "spec.azureFlux.namespace"] ?? "gitops" }
  package var azureScope: String { self[text: "spec.azureFlux.scope"] ?? "cluster" }
  package var azureKustomization: String {
    self[text: "spec.azureFlux.kustomization"] ?? "platform"
  }

  package var publicKey: String? {
    get { self[text: "status.publicKey"] }
    set { self["status.publicKey"] = newValue.map { .string($0) } }
  }

  /// One entry for each cluster, by name.
  package var clusters: [Value] {
    get { self["status.clusters"]?.list ?? [] }
    set { self["status.clusters"] = newValue.isEmpty ? Value?.none : .list(newValue) }
  }

  /// The clusters that have an entry.
  package var clusterNames: [String] { clusters.compactMap { $0["name"]?.string } }
}
