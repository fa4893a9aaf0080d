// SPDX-License-Identifier: Apache-2.0

import HTTP
import Log
import Manifest

extension Node {
  /// Adds what an entry under `users` says of who we are.
  func addUser(to access: inout ClusterAccess, of cluster: Node) throws(KubeconfigError) {
    access.tls.identity = try identity()
    access.credentials = try credentials(for: cluster)
    if let user = try text("as") { access.headers.add("Impersonate-User", user) }
    if let uid = try text("as-uid") { access.headers.add("Impersonate-Uid", uid) }
    for group in self["as-groups"].elements {
      if let name = group.value?.string { access.headers.add("Impersonate-Group", name) }
    }
  }

  private func identity() throws(KubeconfigError) -> TLSOptions.Identity? {
    switch (try bytes("client-certificate"), try bytes("client-key")) {
    case (nil, nil): return nil
    case (let certificate?, let key?):
      return TLSOptions.Identity(certificate: certificate, key: Secret(key))
    case (_?, nil): throw error(nil, "a client certificate is given, and its key is not")
    case (nil, _?): throw error(nil, "a client key is given, and its certificate is not")
    }
  }

  private func credentials(for cluster: Node) throws(KubeconfigError) -> Credentials {
    if let file = try text("tokenFile") { return .tokenFile(absolute(file)) }
    if let token = try text("token") { return .token(Secret(token)) }
    if let user = try text("username") {
      return .password(user: user, Secret(try text("password") ?? ""))
    }
    if value?["exec"]?.map != nil { return .plugin(try self["exec"].plugin(for: cluster)) }
    if value?["auth-provider"]?.map != nil {
      throw error(
        "auth-provider", "sign-in by auth-provider is no longer part of Kubernetes",
        hint: "use exec with your provider's credential plugin")
    }
    return .none
  }

  private func plugin(for cluster: Node) throws(KubeconfigError) -> ExecPlugin {
    guard let command = try text("command") else { throw error("command", "it names no command") }
    let versions = ["v1", "v1beta1"].map { "client.authentication.k8s.io/\($0)" }
    guard let version = try text("apiVersion"), versions.contains(version) else {
      throw error("apiVersion", "it is none of \(versions.joined(separator: ", "))")
    }
    if try text("interactiveMode") == "Always" {
      throw error("interactiveMode", "the plugin wants to ask somebody, and there is no terminal")
    }
    // A bare name is looked for in PATH.
    var plugin = ExecPlugin(
      command.contains("/") ? absolute(command) : command, apiVersion: version)
    plugin.arguments = try texts("args")
    for variable in self["env"].elements {
      guard let name = try variable.text("name") else {
        throw variable.error("name", "the variable has no name")
      }
      plugin.environment[name] = try variable.text("value") ?? ""
    }
    plugin.installHint = try text("installHint")
    if try flag("provideClusterInfo") { plugin.cluster = cluster.pluginInfo() }
    return plugin
  }

  private func texts(_ key: String) throws(KubeconfigError) -> [String] {
    var texts: [String] = []
    for element in self[key].elements {
      guard let text = element.value?.string else {
        throw element.error(nil, "it must be text, not \(element.value?.kind ?? "null")")
      }
      texts.append(text)
    }
    return texts
  }
}
