// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTP

extension ClusterAccess {
  /// Where Kubernetes puts what a pod needs to speak to its own cluster.
  package static let podDirectory = "/var/run/secrets/kubernetes.io/serviceaccount"

  /// Where to go, looked for as kubectl does: the kubeconfig named, else the one of the environment,
  /// else the cluster that this process runs in.
  package static func find(
    kubeconfig: String? = nil, context: String? = nil, environment: [String: String],
    podDirectory: String = podDirectory
  ) throws(KubeconfigError) -> ClusterAccess {
    if let kubeconfig { return try Kubeconfig(paths: [kubeconfig]).access(context: context) }
    if let found = try Kubeconfig.found(in: environment) {
      return try found.access(context: context)
    }
    if environment["KUBERNETES_SERVICE_HOST"] != nil {
      return try inCluster(environment: environment, directory: podDirectory)
    }
    throw KubeconfigError(
      "find a cluster", "there is no kubeconfig, and this is no pod",
      hint: "give --kubeconfig, or set KUBECONFIG")
  }

  /// The cluster whose pod this process runs in.
  package static func inCluster(
    environment: [String: String], directory: String = podDirectory
  ) throws(KubeconfigError) -> ClusterAccess {
    let action = "speak to the cluster of this pod"
    guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
      let port = environment["KUBERNETES_SERVICE_PORT"], !port.isEmpty
    else {
      throw KubeconfigError(
        action, "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set")
    }
    let token = "\(directory)/token"
    guard FileManager.default.isReadableFile(atPath: token) else {
      throw KubeconfigError(
        action, "the token file \(token) cannot be read",
        hint: "the pod's service account must be mounted")
    }
    guard let authorities = try? Data(contentsOf: URL(filePath: "\(directory)/ca.crt")) else {
      throw KubeconfigError(action, "the file \(directory)/ca.crt cannot be read")
    }
    let name = host.contains(":") ? "[\(host)]" : host
    var access = ClusterAccess(server: "https://\(name):\(port)")
    access.tls.onlyCAs = Array(authorities)
    access.credentials = .tokenFile(token)
    if let namespace = try? Data(contentsOf: URL(filePath: "\(directory)/namespace")) {
      access.namespace = String(decoding: namespace, as: UTF8.self).filter { !$0.isWhitespace }
    }
    return access
  }
}
