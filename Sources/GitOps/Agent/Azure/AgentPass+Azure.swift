// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site

extension AgentPass {
  /// Has Azure bring Flux to the cluster, which need not be reached from here.
  func runByAzure() async throws -> AgentState {
    let home = try await home()
    guard home.status["ready"]?.bool == true else {
      let since = home.metadata.creationTimestamp
      return AgentState(
        word: .waiting, message: "\(Waiting(for: "\(home) to be ready", since: since))")
    }
    let secret = try secret()
    let flux = AzureFluxAgent(agent: agent, cluster: cluster)
    var wanted = try flux.object(path: try await path(), secret: secret, facts: try facts())
    if let state = try await prepare() { return state }
    try await AgentHold(kit: kit, agent: agent.name).begin(on: cluster)
    if let copy = secret.flatMap({ self.copy(of: $0, as: flux.name) }) {
      try await keep(copy, in: .secrets)
      wanted.spec["secretRef"] = ["name": .string(copy.name)]
    }
    let kept = try await keep(wanted, in: Kind.azureFluxConfiguration.resource())
    var state = AzureFluxHealth(AzureFluxConfiguration(kept)).state
    if state.compliance == "Non-Compliant", let hint = await missingFolder(secret) {
      state.message += "; \(hint)"
    }
    return state
  }

  /// Azure says that a folder is not there, and not which is. A repository that is not reached from here
  /// is not asked.
  private func missingFolder(_ secret: Object?) async -> String? {
    do {
      try await Preparations(kit: kit, agent: agent, secret: secret).check(try await path())
      return nil
    } catch let error as GitOpsError where error.reason == FluxReasons.artifactFailed {
      return error.hint
    } catch {
      return nil
    }
  }

  private func home() async throws -> Object {
    let namespace = cluster.namespace
    var objects: [Object] = []
    for reference in [cluster.controlPlaneRef, cluster.infrastructureRef] {
      if let found = try await kit.site.referred(reference, in: namespace).object {
        objects.append(found)
      }
    }
    objects += await kit.site.informer(.azureResource).cache.objects(of: Key(cluster.object))
      .sorted { $0.name < $1.name }
    if let home = AzureFluxAgent.home(among: objects) { return home }
    throw GitOpsError(
      "bring \(agent.object) to \(cluster.object)",
      "it is neither run by Azure nor connected to it", reason: FluxReasons.unsupported,
      hint: "use the type flux, or name the connected cluster by an AzureResource")
  }

  /// What is applied first, where there is something, and the cluster is reached from here.
  /// - Returns: What it waits for.
  private func prepare() async throws -> AgentState? {
    guard !agent.preparations.isEmpty else { return nil }
    if let obstacle { return AgentState(word: .waiting, message: obstacle) }
    let subject = try await subject()
    guard memos.isDue(subject.digest, membership, at: kit.site.clock.elapsed()) else { return nil }
    for object in ApplyOrder.sorted(try await preparations()) {
      if let missing = try await apply(object, in: subject.target) {
        return AgentState(word: .applying, message: missing)
      }
    }
    memos.note(subject.digest, membership, at: kit.site.clock.elapsed())
    return nil
  }

  /// The Secret for a server that has another name in the cluster; nil where the one there is will do.
  private func copy(of secret: Object, as name: String) -> Object? {
    var copy = AgentSecret.copy(
      of: secret, to: secret.namespace ?? "", as: name, outside: agent.url,
      inside: agent.insideURL)
    guard copy.value["data"] != secret.value["data"] else { return nil }
    copy.metadata.labels[Labels.clusterName] = cluster.name
    copy.metadata.addOwner(agent.object, isController: true)
    return copy
  }

  /// Has an object as it shall be, which is the agent's own.
  @discardableResult
  private func keep(_ wanted: Object, in resource: Resource) async throws -> Object {
    let address = Address(resource, namespace: wanted.namespace, name: wanted.name)
    guard let seen = await kit.site.informer(resource).cache[Key(wanted)] else {
      return try await kit.site.ensure(wanted, in: resource)
    }
    guard seen.metadata.controller?.uid == agent.uid else {
      throw GitOpsError(
        "bring \(agent.object) to \(cluster.object)", "\(seen) is there already, and not its own",
        hint: "give one of them another name")
    }
    var now = seen
    now.metadata.labels.merge(wanted.metadata.labels) { $1 }
    now.metadata.annotations.merge(wanted.metadata.annotations) { $1 }
    for part in ["spec", "data"] where wanted.value[part] != nil {
      now.value[part] = wanted.value[part]
    }
    guard now != seen else { return seen }
    return try await kit.site.save(now, over: seen, at: address)
  }
}
