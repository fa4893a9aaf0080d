// SPDX-License-Identifier: Apache-2.0

import API
import Azure
import FoundationEssentials
import Kube
import Log
import Manifest
import Runtime
import Site
import Template

/// Finds who signs in for an object: the AzureClusterIdentity that it refers to, or the variables of its
/// cluster.
struct AzureIdentities: Sendable {
  /// Why nobody may sign in.
  struct Refusal: Error {
    let code: String
    let message: String
  }

  static let tenant = "AZURE_TENANT_ID"
  static let client = "AZURE_CLIENT_ID"
  static let secret = "AZURE_CLIENT_SECRET"
  static let subscription = "AZURE_SUBSCRIPTION_ID"

  let subject: Subject
  /// The object that the reference stands in: of a machine, the AzureCluster.
  let home: Object

  private var namespace: String { subject.object.namespace ?? "default" }
  private var site: Site { subject.site }
  private var reference: Value? { home.spec["identityRef"] }

  // MARK: The identity

  /// Nil where none is referred to.
  private func identity() async throws(Refusal) -> Object? {
    guard let reference, let name = reference.said("name") else { return nil }
    let key = Key(namespace: reference.said("namespace") ?? namespace, name: name)
    let resource = Kind.azureClusterIdentity.resource()
    guard let identity = await site.informer(resource).cache[key] else {
      throw Refusal(
        code: "IdentityNotFound", message: "there is no AzureClusterIdentity \(key)")
    }
    guard try await allows(identity) else {
      throw Refusal(
        code: "IdentityNotAllowed",
        message: "the AzureClusterIdentity \(key) is not for the namespace \(namespace); "
          + "add it to its allowedNamespaces")
    }
    return identity
  }

  /// Its own namespace always; all where the list is there and empty.
  private func allows(_ identity: Object) async throws(Refusal) -> Bool {
    if identity.namespace == namespace { return true }
    guard let allowed = identity.spec["allowedNamespaces"], !allowed.isNull else { return false }
    let names = allowed["list"]?.list ?? []
    if names.contains(.string(namespace)) { return true }
    guard let selector = allowed["selector"], selector.map != nil else {
      return names.isEmpty && allowed["list"]?.list == nil
    }
    let found = try? await site.client.find(
      Address(Resource(group: "", version: "v1", plural: "namespaces"), name: namespace))
    guard let labels = found?.value["metadata"]?["labels"]?.map,
      let selector = try? LabelSelector(selector)
    else {
      return false
    }
    return selector.matches(labels)
  }

  // MARK: What it signs in with

  func credential() async throws(Refusal) -> AzureCredential {
    guard let identity = try await identity() else { return try await ambient() }
    let tenant = identity.spec.said("tenantID") ?? ""
    let client = identity.spec.said("clientID") ?? ""
    switch identity.spec.said("type") {
    case "ServicePrincipal", "ManualServicePrincipal":
      return .secret(tenant: tenant, client: client, try await secret(of: identity))
    case "ServicePrincipalCertificate":
      let pem = try await certificate(of: identity)
      return .certificate(tenant: tenant, client: client, pem: pem)
    case "WorkloadIdentity":
      let file = try granted("AZURE_FEDERATED_TOKEN_FILE", identity.namespace)
      return .workload(tenant: tenant, client: client, tokenFile: file)
    case "UserAssignedMSI":
      _ = try granted("AZURE_USE_MSI", identity.namespace)
      let resource = identity.spec.said("resourceID")
      return .managed(
        client: client.isEmpty ? nil : client, resource: client.isEmpty ? resource : nil)
    case let other:
      throw Refusal(
        code: "IdentityNotSupported", message: "an identity of type \(other ?? "") cannot be used")
    }
  }

  private func secret(of identity: Object) async throws(Refusal) -> Secret<String> {
    let reference = identity.spec["clientSecret"]
    let place = reference.said("namespace") ?? identity.namespace
    guard place == identity.namespace else {
      throw Refusal(
        code: "IdentityNotAllowed",
        message: "the Secret of AzureClusterIdentity \(identity.name) is in another namespace; "
          + "move it to \(identity.namespace ?? "")")
    }
    let key = Key(namespace: place, name: reference.said("name") ?? "")
    guard let text = await site.informer(.secrets).cache[key]?.secretText("clientSecret") else {
      throw Refusal(
        code: "SecretNotFound", message: "there is no entry clientSecret in the Secret \(key)")
    }
    return Secret(text.trimmingNewlines)
  }

  private func certificate(of identity: Object) async throws(Refusal) -> Secret<String> {
    guard let path = identity.spec.said("certPath") else { return try await secret(of: identity) }
    // Whoever may commit must not have files of this machine read.
    guard try granted("AZURE_CLIENT_CERTIFICATE_PATH", identity.namespace) == path else {
      throw Refusal(
        code: "IdentityNotAllowed",
        message: "certPath is not the file that AZURE_CLIENT_CERTIFICATE_PATH names")
    }
    return try Self.file(path)
  }

  private static func file(_ path: String) throws(Refusal) -> Secret<String> {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw Refusal(code: "FileNotFound", message: "the file \(path) cannot be read")
    }
    return Secret(text)
  }

  /// What only whoever runs this process may give away.
  private func granted(_ name: String, _ namespace: String?) throws(Refusal) -> String {
    let place = site.environment.place(for: namespace)
    if let value = place.values?[name]?.string, !value.isEmpty { return value }
    throw Refusal(
      code: "IdentityNotAllowed",
      message: "the identity of this process is not for the namespace \(namespace ?? ""); set "
        + "\(name) and allow it with --env \(name)=\(namespace ?? "NAMESPACE")")
  }

  // MARK: Without an identity

  private func ambient() async throws(Refusal) -> AzureCredential {
    let variables = await variables()
    let tenant = Self.text(Self.tenant, in: variables)
    if let tenant, let client = Self.text(Self.client, in: variables) {
      if let secret = Self.text(Self.secret, in: variables) {
        return .secret(tenant: tenant, client: client, Secret(secret))
      }
      if let path = try? granted("AZURE_CLIENT_CERTIFICATE_PATH", namespace) {
        return .certificate(tenant: tenant, client: client, pem: try Self.file(path))
      }
      if let file = try? granted("AZURE_FEDERATED_TOKEN_FILE", namespace) {
        return .workload(tenant: tenant, client: client, tokenFile: file)
      }
    }
    if (try? granted("AZURE_USE_MSI", namespace)) != nil {
      return .managed(client: Self.text(Self.client, in: variables), resource: nil)
    }
    if (try? granted("AZURE_USE_CLI", namespace)) != nil { return .commandLine(tenant: tenant) }
    throw Refusal(
      code: "NoIdentity",
      message: "nobody signs in: set identityRef of \(home.kind) \(home.name), or give "
        + "\(Self.tenant), \(Self.client) and \(Self.secret) in a Secret that the Cluster's annotation "
        + "\(Annotations.variablesFrom) names")
  }

  func variables() async -> ClusterVariables {
    guard let cluster = subject.cluster else {
      return ClusterVariables([site.environment.place(for: subject.object.namespace)])
    }
    return await site.variables(of: cluster)
  }

  /// What the object says, or the variable; nil where neither does.
  func meantSubscription() async -> String? {
    let variables = await variables()
    guard let text = home.spec.said("subscriptionID") else {
      return Self.text(Self.subscription, in: variables)
    }
    guard text.contains("$<") else { return text }
    let bound = try? Expression(parsing: .string(text)).bind(in: variables)
    return bound?.reveal().string
  }

  static func text(_ name: String, in variables: ClusterVariables) -> String? {
    for place in variables.places {
      if let text = place.values?[name]?.string, !text.isEmpty { return text }
    }
    return nil
  }

  // MARK: For others

  /// What the identity gives to variables: the secret apart, for it is shown nowhere.
  func places() async -> [ClusterVariables.Place] {
    guard let identity = try? await identity() else { return [] }
    let name = "AzureClusterIdentity \(identity.name)"
    let ids: [(String, String?)] = [
      (Self.tenant, identity.spec.said("tenantID")), (Self.client, identity.spec.said("clientID")),
      (Self.subscription, home.spec.said("subscriptionID")),
    ]
    let open = ids.compactMap { key, text in text.map { (key, Value.string($0)) } }
    var places = [ClusterVariables.Place(name, Dictionary(open) { $1 })]
    if let secret = try? await secret(of: identity) {
      let hidden = [Self.secret: Value.string(secret.reveal())]
      places.append(ClusterVariables.Place("the Secret of \(name)", hidden, isSecret: true))
    }
    return places
  }
}

extension String {
  /// Editors and `echo` put a newline behind secrets.
  fileprivate var trimmingNewlines: String {
    var text = self[...]
    while text.last?.isNewline == true { text = text.dropLast() }
    return String(text)
  }
}
