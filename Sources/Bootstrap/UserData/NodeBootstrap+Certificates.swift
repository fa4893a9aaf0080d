// SPDX-License-Identifier: Apache-2.0

import Log
import Manifest

extension NodeBootstrap {
  /// The key pairs, where kubeadm looks for them.
  var certificateFiles: [UserDataFile] {
    let order: [CertificatePurpose] = [
      .authority, .etcdAuthority, .frontProxyAuthority, .serviceAccount, .etcdClient,
    ]
    return order.flatMap { purpose in
      guard let pair = certificates.pairs[purpose] else { return [UserDataFile]() }
      let paths = paths(of: purpose)
      var files = [file(paths.certificate, "0640", pair.certificate)]
      if let key = pair.key, let path = paths.key { files.append(file(path, "0600", key.reveal())) }
      return files
    }
  }

  private func file(_ path: String, _ permissions: String, _ content: String) -> UserDataFile {
    UserDataFile(path: path, permissions: permissions, content: content)
  }

  private func paths(of purpose: CertificatePurpose) -> (certificate: String, key: String?) {
    let folder = spec["clusterConfiguration", "certificatesDir"]?.string ?? "/etc/kubernetes/pki"
    let external = spec["clusterConfiguration", "etcd", "external"]
    switch purpose {
    case .authority: return ("\(folder)/ca.crt", "\(folder)/ca.key")
    case .etcdAuthority:
      // Of an etcd that is not ours, no machine is to have the authority's key.
      if let path = external?["caFile"]?.string { return (path, nil) }
      return ("\(folder)/etcd/ca.crt", "\(folder)/etcd/ca.key")
    case .frontProxyAuthority:
      return ("\(folder)/front-proxy-ca.crt", "\(folder)/front-proxy-ca.key")
    case .serviceAccount: return ("\(folder)/sa.pub", "\(folder)/sa.key")
    case .etcdClient:
      return (
        external?["certFile"]?.string ?? "\(folder)/apiserver-etcd-client.crt",
        external?["keyFile"]?.string ?? "\(folder)/apiserver-etcd-client.key"
      )
    }
  }

  /// The kubeconfig by which a machine finds its cluster, where the spec says what is to be in it.
  var discoveryFile: UserDataFile? {
    get throws(BootstrapError) {
      guard let file = spec["joinConfiguration", "discovery", "file"],
        let given = file["kubeConfig"],
        given.map != nil
      else { return nil }
      guard let path = file["kubeConfigPath"]?.string else {
        throw BootstrapError(
          "make user data", "spec.joinConfiguration.discovery.file.kubeConfigPath is missing")
      }
      let text = JinjaYAML.text(try discoveryKubeconfig(given))
      return UserDataFile(path: path, permissions: "0640", content: text)
    }
  }

  private func discoveryKubeconfig(_ given: Value) throws(BootstrapError) -> Value {
    var settings: Value = [:]
    let shared = given["cluster"] ?? [:]
    guard let server = shared["server"]?.string ?? cluster.endpoint.map({ "https://\($0)" }) else {
      throw BootstrapError(
        "make user data", "cluster \(cluster.name) has no control plane endpoint")
    }
    settings["server"] = .string(server)
    let authority = certificates.pairs[.authority].map { Base64.encode($0.certificate) }
    settings["certificate-authority-data"] =
      shared["certificateAuthorityData"] ?? authority.map { .string($0) }
    settings["tls-server-name"] = shared["tlsServerName"]
    settings["insecure-skip-tls-verify"] = shared["insecureSkipTLSVerify"]
    settings["proxy-url"] = shared["proxyURL"]
    return [
      "apiVersion": "v1", "kind": "Config", "preferences": [:], "current-context": "default",
      "clusters": [["name": "default", "cluster": settings]],
      "contexts": [["name": "default", "context": ["cluster": "default", "user": "default"]]],
      "users": [["name": "default", "user": discoveryUser(given["user"] ?? [:])]],
    ]
  }

  private func discoveryUser(_ given: Value) -> Value {
    var user: Value = [:]
    user["auth-provider"] = given["authProvider"]
    if var exec = given["exec"] {
      exec["apiVersion"] = exec["apiVersion"] ?? "client.authentication.k8s.io/v1"
      exec["interactiveMode"] = "Never"
      user["exec"] = exec
    }
    return user
  }
}
