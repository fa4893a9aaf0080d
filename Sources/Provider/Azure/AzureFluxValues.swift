// SPDX-License-Identifier: Apache-2.0

import API
import Azure
import Kube
import Manifest
import Runtime
import Site

/// Which cluster in Azure a Cluster is: one that Azure runs, or one that is connected to it. Pure.
struct AzureFluxValues: Sendable {
  /// The AzureManagedControlPlane, or the AzureResource.
  let home: Object
  let cluster: Cluster?
  /// Nil where nobody says which.
  let subscription: String?

  /// What clusters are called that others than Azure run.
  private static let connected = "/microsoft.kubernetes/connectedclusters/"
  private static let types = [
    connected, "/microsoft.containerservice/managedclusters/",
    "/microsoft.hybridcontainerservice/provisionedclusters/",
  ]

  /// Whether an AzureResource is a cluster, and not what is in one.
  static func isCluster(_ object: Object) -> Bool {
    let id = (object.spec.said("id") ?? "").lowercased()
    return types.contains { type in
      id.firstRange(of: type).map { !id[$0.upperBound...].contains("/") } ?? false
    }
  }

  /// Empty for as long as there is no cluster.
  var value: Value {
    guard let id, home.status["ready"]?.bool == true else { return [:] }
    let isConnected = id.lowercased().contains(Self.connected)
    let connectivity = home.status["properties"].said("connectivityStatus")
    return .fields([
      ("cluster", .string(id)),
      // In a cluster that Azure runs an extension has the identity of that.
      ("identity", isConnected ? ["type": "SystemAssigned"] : Value?.none),
      ("connectivity", connectivity.map { .string($0) }),
    ])
  }

  private var id: String? {
    guard home.kind == Kind.azureManagedControlPlane.kind else {
      return Self.isCluster(home) ? home.spec.said("id") : nil
    }
    let names = AzureNames(
      cluster: cluster?.name ?? home.name,
      subscription: subscription ?? "$<\(AzureIdentities.subscription)>",
      group: home.spec.said("resourceGroupName") ?? cluster?.name ?? home.name)
    return AzureManagedValues.id(names, home.name)
  }
}

/// A Secret in one of Flux's forms, as Azure wants it. Pure.
enum AzureFluxSecrets {
  static func value(_ secret: Object) -> Value {
    let data = secret.value["data"] ?? [:]
    let protected = Value.fields([
      ("sshPrivateKey", data["identity"]), ("httpsKey", data["password"]),
    ])
    return .fields([
      ("knownHosts", data["known_hosts"]),
      ("user", secret.secretText("username").map { .string($0) }),
      ("authority", data["ca.crt"] ?? data["caFile"]),
      ("protected", protected.map?.isEmpty == false ? protected : Value?.none),
    ])
  }
}

extension AzureTransport {
  func fluxValues(
    _ subject: Subject, _ home: Object, subscription: String?
  ) async -> [String: Computed] {
    let values = AzureFluxValues(
      home: home, cluster: subject.cluster, subscription: subscription)
    var computed = ["flux": Computed(values.value)]
    if let name = AzureFluxConfiguration(subject.object).secretName,
      let secret = await subject.site.informer(.secrets).cache[
        Key(namespace: subject.object.namespace, name: name)]
    {
      computed["fluxSecrets"] = Computed(AzureFluxSecrets.value(secret), isSecret: true)
    }
    return computed
  }
}

extension AzureHome {
  /// The control plane that Azure runs, or an AzureResource of the cluster that is one.
  static func ofFlux(_ subject: Subject) async throws -> Object {
    let namespace = subject.object.namespace
    let plane = try await subject.site.referred(subject.cluster?.controlPlaneRef, in: namespace)
    if let plane = plane.object, plane.kind == Kind.azureManagedControlPlane.kind { return plane }
    let named = subject.infrastructure.map { [$0] } ?? []
    let others = await subject.neighbours(Kind.azureResource.groupKind)
    return (named + others).first {
      $0.kind == Kind.azureResource.kind && AzureFluxValues.isCluster($0)
    } ?? subject.object
  }
}
