// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestKit

/// Another version of Kubernetes for a cluster.
enum Version {
  private static let registry = "k8s.gcr.io"

  /// Puts what nodes would fetch from a registry where each finds it: during an upgrade some run the kube-proxy
  /// of the other version, and an image of a node holds that of its own only.
  static func bringProxies(to cluster: RealCluster) async throws {
    let engine = cluster.engine
    let machines = try await cluster.machines()
    guard let plane = machines.first(where: \.isPlane) else { return }
    try await engine.docker(
      "exec", plane.name, "ctr", "-n", "k8s.io", "images", "export", "/shared/proxy.tar",
      "\(registry)/kube-proxy:v1.20.2")
    let script = """
      containerd >/dev/null 2>&1 &
      until ctr version >/dev/null 2>&1; do sleep 0.1; done
      exec ctr -n k8s.io images export /shared/next-proxy.tar \(registry)/kube-proxy:v1.20.3
      """
    try await engine.docker(
      "run", "--rm", "--privileged", "--network", "none", "-v",
      "\(cluster.place.shared.path):/shared", "--entrypoint", "sh",
      try DockerPart.stampedNodeImage.value(), "-c", script)
    for machine in machines {
      try await engine.docker(
        "exec", machine.name, "ctr", "-n", "k8s.io", "images", "import", "/shared/next-proxy.tar")
    }
  }

  /// Has control plane and workers made anew, from templates with another image.
  static func change(_ cluster: RealCluster, by commits: Commits) async throws {
    let image = try DockerPart.stampedNodeImage.value()
    for part in ["control-plane", "md-0"] {
      try await commits.add(
        "\(part)-next",
        """
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
        kind: DockerMachineTemplate
        metadata: {name: \(cluster.name)-\(part)-next}
        spec:
          template:
            spec:
              customImage: \(image)
              \(cluster.place.mounts)
        """)
    }
    try await commits.change(
      .controlPlane, "control-plane",
      """
      spec:
        version: v1.20.3
        machineTemplate: {spec: {infrastructureRef: {name: \(cluster.name)-control-plane-next}}}
        kubeadmConfigSpec: {preKubeadmCommands: [ctr -n k8s.io images import /shared/proxy.tar]}
      """)
    try await commits.change(
      .machineDeployment, "md-0",
      """
      spec:
        template: {spec: {version: v1.20.3, infrastructureRef: {name: \(cluster.name)-md-0-next}}}
      """)
  }
}
