// SPDX-License-Identifier: Apache-2.0

import Manifest
import Testing

@testable import API

struct RewriteTests {
  @Test func `comments, order and other objects stay as they are`() throws {
    let rewrite = try Rewrite(Source("clusters.yaml", text: Self.old))
    #expect(rewrite.text == Self.new)
    #expect(rewrite.count == 2)
    #expect(rewrite.lost == ["clusters.yaml:23:3: spec.progressDeadlineSeconds"])
  }

  @Test(arguments: [
    "{apiVersion: cluster.x-k8s.io/v1beta1, kind: Machine, spec: {nodeDrainTimeout: 10s}}",
    #"{"apiVersion": "cluster.x-k8s.io/v1beta1", "kind": "Machine", "spec": {"nodeDrainTimeout": "10s"}}"#,
    "apiVersion: cluster.x-k8s.io/v1beta1\nkind: Machine\nspec: {nodeDrainTimeout: &a 10s}",
  ])
  func `what cannot be changed in part is written anew`(text: String) throws {
    let rewrite = try Rewrite(Source("x", text: text))
    #expect(
      try YAML.parse(rewrite.text)
        == YAML.parse(
          "{apiVersion: cluster.x-k8s.io/v1beta2, kind: Machine, "
            + "spec: {deletion: {nodeDrainTimeoutSeconds: 10}}}"))
  }

  @Test func `a text with nothing of ours comes back byte by byte`() throws {
    let text = "# only\n\nkind: ConfigMap # a\napiVersion: v1\n\n---\n\n---\na: [1,  2]\n...\n# end"
    #expect(try Rewrite(Source("x", text: text)).text == text)
  }

  @Test func `what cannot be read is refused, with its place`() {
    #expect(throws: ManifestError.self) { try Rewrite(Source("x", text: "a: [")) }
  }

  private static let old = """
    # The team's cluster.
    apiVersion: cluster.x-k8s.io/v1beta1 # old
    kind: Cluster
    metadata:
      name: a # its name
    spec:
      # where it runs
      infrastructureRef:
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
        kind: AzureCluster
        name: a
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: b}
    ---
    apiVersion: cluster.x-k8s.io/v1beta1
    kind: MachineDeployment
    metadata: {name: a}
    spec:
      clusterName: a
      # why so long
      progressDeadlineSeconds: 600
      replicas: 3   # three

      template:
        spec:
          clusterName: a
          version: v1.31.0
          # drain quickly
          nodeDrainTimeout: 1m30s

    """

  private static let new = """
    # The team's cluster.
    apiVersion: cluster.x-k8s.io/v1beta2 # old
    kind: Cluster
    metadata:
      name: a # its name
    spec:
      # where it runs
      infrastructureRef:
        kind: AzureCluster
        name: a
        apiGroup: infrastructure.cluster.x-k8s.io
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: b}
    ---
    apiVersion: cluster.x-k8s.io/v1beta2
    kind: MachineDeployment
    metadata: {name: a}
    spec:
      clusterName: a
      # why so long
      replicas: 3   # three

      template:
        spec:
          clusterName: a
          version: v1.31.0
          # drain quickly
          deletion:
            nodeDrainTimeoutSeconds: 90

    """
}
