// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import Git
import Kube
import Log
import Manifest
import PKI
import Runtime
import SSH
import Site

/// The deploy key that an agent signs in with, where nobody has brought one: made once, with the keys that
/// the server shows at that moment.
struct AgentKey {
  let kit: GitOpsKit
  let agent: GitOpsAgent
  let secrets: Cache

  /// Makes the key, unless it is there.
  /// - Returns: Its public half; nil where the agent wants none made.
  func make() async throws -> String? {
    guard agent.generatesKey else { return nil }
    guard let name = agent.secretName else {
      throw fault("spec.source.secretRef is not set", "it names the Secret to be made")
    }
    let address = Address(.secrets, namespace: agent.namespace, name: name)
    // What a cache has not heard of may be there: there is to be no second key.
    var found = secrets[Key(namespace: agent.namespace, name: name)]
    if found == nil { found = try await kit.site.client.find(address) }
    if let found { return found.secretText("identity.pub") }
    return try await make(at: address)
  }

  private func make(at address: Address) async throws -> String {
    let hosts = try await hostKeys()
    let key = try await DeployKey.make(.ecdsaP384, comment: "capctl \(agent.name)")
    var secret = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Secret"), namespace: address.namespace,
      name: address.name ?? "")
    secret.metadata.labels = ["app.kubernetes.io/managed-by": "capctl"]
    let texts = [
      "identity": key.identity.reveal(), "identity.pub": key.publicLine + "\n",
      "known_hosts": hosts.lines,
    ]
    secret.value["type"] = "Opaque"
    secret.value["data"] = .map(
      Map(
        texts.sorted { $0.key < $1.key }.map {
          ($0.key, .string(Data($0.value.utf8).base64EncodedString()))
        }))
    var collection = address
    collection.name = nil
    _ = try await kit.site.client.create(secret, at: collection)
    kit.site.events.record(
      .normal, on: agent.object, "DeployKeyMade",
      "Made the Secret \(address.name ?? ""), and took the server's keys as they are: "
        + hosts.fingerprints)
    return key.publicLine
  }

  /// What known_hosts is to say of the server.
  private func hostKeys() async throws -> (lines: String, fingerprints: String) {
    let url = try GitURL(agent.url)
    guard let (host, port) = url.sshHost else {
      throw fault("\(url) is not reached over ssh", "leave out spec.source.generateKey")
    }
    let endpoint = SSHEndpoint(host: host, port: port, user: "git")
    let keys = try await HostKeyScan.keys(of: endpoint, deadline: .now + .seconds(30))
    return (
      keys.map { $0.line(for: endpoint) + "\n" }.joined(),
      keys.map { "\($0.type.rawValue) \($0.fingerprint)" }.joined(separator: ", ")
    )
  }

  private func fault(_ cause: String, _ hint: String) -> GitOpsError {
    GitOpsError(
      "make a deploy key for \(agent.object)", cause, reason: FluxReasons.unsupported, hint: hint)
  }
}
