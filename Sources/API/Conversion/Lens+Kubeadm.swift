// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Lens {
  /// What a KubeadmConfigSpec says otherwise since v1beta2.
  static func kubeadmConfig(at path: String) -> [Lens] {
    let cluster = "\(path).clusterConfiguration"
    let components = [
      "\(cluster).etcd.local", "\(cluster).apiServer", "\(cluster).controllerManager",
      "\(cluster).scheduler",
    ].map { arguments("\($0).extraArgs") }
    let nodes = ["initConfiguration", "joinConfiguration"].map {
      Lens.arguments("\(path).\($0).nodeRegistration.kubeletExtraArgs")
    }
    return components + nodes + [
      .each("\(path).initConfiguration.bootstrapTokens", [.seconds("ttl", "ttlSeconds")]),
      .seconds(
        "\(path).joinConfiguration.discovery.timeout",
        "\(path).joinConfiguration.timeouts.tlsBootstrapSeconds"),
      controlPlaneTimeout(at: path),
    ]
  }

  /// One time-out for the control plane, then one for init and one for join, which come to the same.
  private static func controlPlaneTimeout(at path: String) -> Lens {
    let old = "\(path).clusterConfiguration.apiServer.timeoutForControlPlane"
    let new = "timeouts.controlPlaneComponentHealthCheckSeconds"
    return Lens(
      up: { value, _ in
        guard let duration = value.take(old)?.string.flatMap(GoDuration.init) else { return }
        for name in ["initConfiguration", "joinConfiguration"] {
          value.put(.int(duration.seconds), at: "\(path).\(name).\(new)")
        }
      },
      down: { value, _ in
        let join = value.take("\(path).joinConfiguration.\(new)")?.int
        let initial = value.take("\(path).initConfiguration.\(new)")?.int
        guard let seconds = initial ?? join else { return }
        value.put("\(GoDuration(seconds: seconds))", at: old)
      })
  }
}
