// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site

/// Has Azure let go of a cluster, and leave there what was applied. Nothing is remembered between passes.
struct AzureFluxRemoval {
  let kit: GitOpsKit
  let agent: GitOpsAgent
  let cluster: Cluster

  private var address: Address {
    Address(
      Kind.azureFluxConfiguration.resource(), namespace: agent.namespace,
      name: AzureFluxAgent.name(of: agent, in: cluster))
  }

  /// - Returns: What is still waited for; nil when nothing of it is left.
  func step() async throws(StatusError) -> String? {
    guard let found = try await find() else { return try await forgetSecret() }
    if let waiting = try await keepWhatIsThere(found, suspends: false) { return waiting }
    return try await delete(found)
  }

  // MARK: A cluster that goes

  /// Nothing brings back what the cluster lets go of.
  func still(since: Time) async throws(StatusError) -> String? {
    guard let found = try await find(), !found.isDeleting else { return nil }
    let waiting = try await keepWhatIsThere(found, suspends: true)
    return kit.site.now < since + AgentRelease.patience ? waiting : nil
  }

  func end(since: Time) async throws(StatusError) -> String? {
    guard let found = try await find() else { return try await forgetSecret() }
    let waiting = try await delete(found)
    guard kit.site.now > since + AgentRelease.patience * 3 else { return waiting }
    kit.site.events.record(
      .warning, on: cluster.object, "ConfigurationLeft",
      "\(found.object) is left to be taken out of Azure by itself: \(waiting)")
    return nil
  }

  // MARK: Steps

  private func find() async throws(StatusError) -> AzureFluxConfiguration? {
    guard let found = try await kit.site.client.find(address),
      found.metadata.controller?.uid == agent.uid
    else { return nil }
    return AzureFluxConfiguration(found)
  }

  /// A configuration that goes takes with it what it may prune.
  private func keepWhatIsThere(
    _ found: AzureFluxConfiguration, suspends: Bool
  ) async throws(StatusError) -> String? {
    guard !found.isDeleting else { return nil }
    var draft = Draft(found)
    for name in found.kustomizations.map?.keys ?? [] {
      draft.now.spec["kustomizations"]?[name]?["prune"] = false
    }
    if suspends { draft.now.spec["suspend"] = true }
    let isNew = draft.now.spec != found.spec
    if isNew { try await kit.site.save(draft) }
    guard isNew || !found.isObserved || found.object.condition("Ready")?.status != .yes
    else { return nil }
    let message = found.object.condition("Ready")?.message ?? ""
    let why = isNew || message.isEmpty ? "" : ": \(message)"
    return "\(Waiting(for: "Azure to leave what was applied"))\(why)"
  }

  /// The copy of the Secret for a server that has another name inside.
  private func forgetSecret() async throws(StatusError) -> String? {
    var place = address
    place.resource = .secrets
    if let copy = try await kit.site.client.find(place), copy.metadata.controller?.uid == agent.uid
    {
      try await kit.site.delete(copy, in: .secrets)
    }
    return nil
  }

  private func delete(_ found: AzureFluxConfiguration) async throws(StatusError) -> String {
    if !found.isDeleting {
      try await kit.site.delete(found.object, in: address.resource)
    }
    let since = found.metadata.deletionTimestamp
    return "\(Waiting(for: "\(found.object) to be gone", since: since))"
  }
}
