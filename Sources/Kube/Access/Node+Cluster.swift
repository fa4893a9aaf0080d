// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest

extension Node {
  /// What an entry under `clusters` says of where to go and whom to trust.
  func clusterAccess() throws(KubeconfigError) -> ClusterAccess {
    guard let server = try text("server") else { throw error("server", "it names no server") }
    let authorities = try bytes("certificate-authority")
    let isInsecure = try flag("insecure-skip-tls-verify")
    if isInsecure, authorities != nil {
      throw error(
        "insecure-skip-tls-verify", "a certificate authority is given too",
        hint: "take one of the two away")
    }
    var access = ClusterAccess(server: try url(server, isSecure: authorities != nil || isInsecure))
    access.tls.onlyCAs = authorities
    access.tls.isInsecure = isInsecure
    access.tls.serverName = try text("tls-server-name")
    if let proxy = try text("proxy-url") { access.proxy = .url(proxy) }
    return access
  }

  private func url(_ server: String, isSecure: Bool) throws(KubeconfigError) -> String {
    guard server.contains("://") else { return "\(isSecure ? "https" : "http")://\(server)" }
    guard server.hasPrefix("https://") || server.hasPrefix("http://") else {
      throw error("server", "\"\(server)\" is no http or https URL")
    }
    return server
  }

  /// What a plugin is told of the cluster.
  func pluginInfo() -> Value {
    var info: Value = [:]
    for key in [
      "server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority-data",
      "proxy-url",
    ] {
      if let given = value?[key] { info[key] = given }
    }
    for entry in value?["extensions"]?.list ?? []
    where entry["name"]?.string == "client.authentication.k8s.io/exec" {
      info["config"] = entry["extension"]
    }
    return info
  }
}
