// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest
import TestKit
import Testing

/// What the program serves of its own.
struct ServedKindsTests {
  private static let deployments = "namespaces/default/machinedeployments"

  @Test func `an old version is taken, the new one is kept, and both are shown`() async throws {
    try await withTemporaryDirectory { directory in
      try await Server.run(in: directory) { server in
        let client = HTTPClient()
        let old = try YAML.parse(
          """
          apiVersion: cluster.x-k8s.io/v1alpha3
          kind: MachineDeployment
          metadata: {name: a}
          spec:
            clusterName: a
            progressDeadlineSeconds: 60
            selector: {}
            template: {spec: {clusterName: a, bootstrap: {dataSecretName: s}, infrastructureRef: {apiVersion: infrastructure.cluster.x-k8s.io/v1alpha3, kind: AzureMachineTemplate, name: a}}}
          """)
        let made = try await server.send(
          "POST", "/apis/cluster.x-k8s.io/v1alpha3/\(Self.deployments)", old, on: client)
        #expect(made.status == 201, "\(made.value)")
        let new = try await server.send(
          "GET", "/apis/cluster.x-k8s.io/v1beta2/\(Self.deployments)/a", on: client)
        #expect(new.value["spec", "rollout", "strategy", "type"] == "RollingUpdate")
        #expect(new.value["spec", "progressDeadlineSeconds"] == nil)
        let shown = try await server.send(
          "GET", "/apis/cluster.x-k8s.io/v1alpha3/\(Self.deployments)/a", on: client)
        #expect(shown.value["spec"] == made.value["spec"])
        #expect(shown.value["spec", "progressDeadlineSeconds"] == 60)
      }
    }
  }

  @Test func `what cannot be is refused, and every field at fault is named`() async throws {
    try await withTemporaryDirectory { directory in
      try await Server.run(in: directory) { server in
        let bad = try YAML.parse(
          """
          apiVersion: controlplane.cluster.x-k8s.io/v1beta2
          kind: KubeadmControlPlane
          metadata: {name: a}
          spec:
            replicas: 2
            version: latest
            machineTemplate: {spec: {infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: InMemoryMachine, name: a}}}
          """)
        let path =
          "/apis/controlplane.cluster.x-k8s.io/v1beta2/namespaces/default/kubeadmcontrolplanes"
        let refused = try await server.send("POST", path, bad, on: HTTPClient())
        #expect(refused.status == 422)
        let causes = refused.value["details", "causes"]?.list ?? []
        #expect(
          causes.compactMap { $0["field"]?.string } == [
            "spec.replicas", "spec.version",
            "spec.machineTemplate.spec.infrastructureRef.kind",
          ])
      }
    }
  }
}
