// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

@testable import AzureEmulator

/// What a configuration tells of the cluster that follows it.
@Suite struct FluxReportTests {
  private static let cluster =
    "\(Desk.group)/providers/Microsoft.Kubernetes/connectedClusters/edge"
  private static let configuration =
    "\(cluster)/providers/Microsoft.KubernetesConfiguration/fluxConfigurations/base"
  private static let url = "https://example.com/platform.git"

  private static func body(_ more: String = "") -> String {
    """
    {"properties": {"sourceKind": "GitRepository", "namespace": "gitops", \(more)
      "gitRepository": {"url": "\(url)", "repositoryRef": {"branch": "main"}},
      "kustomizations": {"infra": {"path": "clusters/edge"}}}}
    """
  }

  private func desk(_ settings: String) throws -> Desk {
    let desk = try Desk(settings)
    try desk.make(Desk.group, #"{"location": "westeurope"}"#)
    try desk.make(
      Self.cluster,
      #"{"location": "westeurope", "properties": {"agentPublicKeyCertificate": "AAAA"}}"#)
    return desk
  }

  /// The state of all, and the kind and the state of each object.
  private func report(_ settings: String, _ more: String = "") throws -> [String] {
    let desk = try desk(settings)
    try desk.make(Self.configuration, Self.body(more))
    let shown = desk.call("GET", Self.configuration).body?["properties"]
    let all = shown?.items("statuses").map { status in
      "\(status.text("kind") ?? "") \(status.text("name") ?? "") "
        + "\(status.text("complianceState") ?? ""): "
        + "\(status.items("statusConditions").first?.text("message") ?? "")"
    }
    return [shown?.text("complianceState") ?? ""] + (all ?? [])
  }

  private static func repository(_ text: String) -> String {
    #"{"repositories": {"\#(url)": \#(text)}}"#
  }

  @Test func `a repository that is reached is followed`() throws {
    let commit = String(repeating: "a", count: 40)
    let lines = try report(
      Self.repository(#"{"commit": "\#(commit)", "paths": ["clusters/edge"]}"#))
    #expect(
      lines == [
        "Compliant",
        "GitRepository base Compliant: stored artifact for revision 'main@sha1:\(commit)'",
        "Kustomization base-infra Compliant: Applied revision: main@sha1:\(commit)",
      ])
    #expect(try report("{}").first == "Compliant")
    #expect(try report("{}", #""suspend": true,"#).first == "Suspended")
  }

  @Test(arguments: [
    (
      #"{"error": "no such host"}"#, "GitRepository base Non-Compliant: no such host",
      "Kustomization base-infra Non-Compliant: Source artifact not found, retrying in 1m0s"
    ),
    (
      #"{"paths": ["clusters/other"], "commit": "c"}"#,
      "GitRepository base Compliant: stored artifact for revision 'main@sha1:c'",
      "Kustomization base-infra Non-Compliant: kustomization path not found: clusters/edge"
    ),
  ])
  func `what is not found is told of each object`(
    _ repository: String, _ source: String, _ kustomization: String
  ) throws {
    let lines = try report(Self.repository(repository))
    #expect(lines == ["Non-Compliant", source, kustomization])
  }

  @Test func `a provider that is not registered makes nothing`() throws {
    let desk = try desk(#"{"unregistered": ["Microsoft.KubernetesConfiguration"]}"#)
    let reply = desk.call("PUT", Self.configuration, Self.body())
    #expect(reply.status == 409)
    #expect(reply.body?.text("error.code") == "MissingSubscriptionRegistration")
  }
}
