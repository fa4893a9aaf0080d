// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kustomize
import Manifest
import TestKit
import Testing

/// The platform repository that an article describes: base, environments, clusters. What kustomize
/// 5.5.0 made of it is in `Golden/seed`.
struct PlatformTests {
  @Test(arguments: [
    ("project1-prod-aks", Platform()), ("project1-stage-aks", Platform()),
    ("project2-prod-aks", Platform()),
    ("56b6200-project2-prod-aks", Platform(isTargeted: false)),
    ("d87103d-project2-prod-aks", Platform(isTargeted: false, isLabelled: true)),
  ])
  func `a cluster of a platform repository is built`(_ name: String, _ platform: Platform) throws {
    var options = Kustomize.Options()
    options.order = .legacy
    let cluster = name.split(separator: "-").suffix(3).joined(separator: "-")
    let build = Kustomize.build("clusters/\(cluster)", in: platform.tree, options: options)
    try Golden.check(try build.text(), "seed/\(name).yaml")
  }
}

/// The repository, as it was at one time or another.
struct Platform: Sendable {
  /// Whether releases are in flux-system, and name where they install to.
  var isTargeted = true
  var isLabelled = false

  private static let releases = [
    (
      "cert-manager", "cert-manager", "https://charts.jetstack.io",
      "{installCRDs: true, prometheus: {enabled: true}}"
    ),
    (
      "keda", "keda-system", "https://kedacore.github.io/charts",
      "{podIdentity: {activeDirectory: {identity: keda}}}"
    ),
    ("ingress-nginx", "ingress-nginx", "https://kubernetes.github.io/ingress-nginx", ""),
  ]

  private static let versions = [
    "prod": ["cert-manager": "1.6.0", "keda": "2.4.0", "ingress-nginx": "4.0.11"],
    "staging": ["cert-manager": "1.6.1", "keda": "2.5.0", "ingress-nginx": "4.0.12"],
  ]

  private static let clusters = [
    ("project1-prod-aks", "prod", "10.0.1.10"), ("project1-stage-aks", "staging", "10.1.1.10"),
    ("project2-prod-aks", "prod", "10.2.1.10"),
  ]

  var tree: MemoryTree {
    var files = ["base/namespaces.yaml": namespaces]
    let names = Self.releases.map { "- \($0.0).yaml\n" }.joined()
    files["base/kustomization.yaml"] = "resources:\n- namespaces.yaml\n" + names
    for (name, namespace, url, values) in Self.releases {
      files["base/\(name).yaml"] = release(name, namespace, url, values)
    }
    for (environment, versions) in Self.versions {
      let folder = "environments/\(environment)"
      files["\(folder)/kustomization.yaml"] =
        "resources:\n- ../../base\n\npatchesStrategicMerge:\n" + names
        + (isLabelled ? "\ncommonLabels:\n  clusterEnvironment: \(environment)\n" : "")
      for (name, namespace, _, _) in Self.releases {
        files["\(folder)/\(name).yaml"] =
          head(name, namespace) + "spec: {chart: {spec: {version: \(versions[name] ?? "")}}}\n"
      }
    }
    for (cluster, environment, address) in Self.clusters {
      files["clusters/\(cluster)/kustomization.yaml"] = """
        resources:
        - ../../environments/\(environment)

        patchesStrategicMerge:
          - nginx-ingress.yaml

        """
      files["clusters/\(cluster)/nginx-ingress.yaml"] = ingress(at: address)
    }
    return MemoryTree(files)
  }

  private var namespaces: String {
    Self.releases.map { "apiVersion: v1\nkind: Namespace\nmetadata: {name: \($0.1)}\n" }
      .joined(separator: "---\n")
  }

  private func head(_ name: String, _ namespace: String) -> String {
    """
    apiVersion: helm.toolkit.fluxcd.io/v2beta1
    kind: HelmRelease
    metadata:
      name: \(name)
      namespace: \(isTargeted ? "flux-system" : namespace)

    """
  }

  private func release(
    _ name: String, _ namespace: String, _ url: String, _ values: String
  ) -> String {
    """
    apiVersion: source.toolkit.fluxcd.io/v1beta1
    kind: HelmRepository
    metadata:
      name: \(name)
      namespace: \(isTargeted ? "flux-system" : namespace)
    spec:
      interval: 2m0s
      url: \(url)
    ---
    \(head(name, namespace))spec:
      chart:
        spec:
          chart: \(name)
          sourceRef:
            kind: HelmRepository
            name: \(name)
          version: 3.29.0
      interval: 1m0s
      \(isTargeted ? "targetNamespace: \(namespace)" : "")
      \(values.isEmpty ? "" : "values: \(values)")

    """
  }

  private func ingress(at address: String) -> String {
    head("ingress-nginx", "ingress-nginx") + """
      spec:
        values:
          controller:
            service:
              loadBalancerIP: \(address)
              annotations:
                service.beta.kubernetes.io/azure-load-balancer-internal: "true"
                service.beta.kubernetes.io/azure-load-balancer-internal-subnet: "lb-subnet"

      """
  }
}

extension Build {
  /// What comes out, as a text of documents.
  func text() throws -> String { YAML.text(documents: try get().map(\.object)) }

  /// What is wrong, with its hint.
  var mistakes: [String] {
    problems.map { problem in "\(problem)" + (problem.hint.map { " | \($0)" } ?? "") }
  }
}
