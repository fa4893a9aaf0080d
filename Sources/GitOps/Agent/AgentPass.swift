// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site
import Template

/// Brings the agent of one cluster on, as far as one pass can.
struct AgentPass {
  let kit: GitOpsKit
  let agent: GitOpsAgent
  let cluster: Cluster
  let memos: AgentMemos
  let secrets: Cache
  let configMaps: Cache

  var membership: Membership {
    Membership(agent: Key(agent.object), cluster: cluster.name)
  }

  func run() async throws -> AgentState {
    if agent.type == .azureFlux { return try await runByAzure() }
    guard let parts = agent.parts(kit) else {
      throw GitOpsError(
        "bring \(agent.object) to \(cluster.object)",
        "an agent of type \(agent["spec.type"]?.string ?? "") cannot be brought yet",
        reason: FluxReasons.unsupported, hint: "use the type capctl or flux")
    }
    if let obstacle { return AgentState(word: .waiting, message: obstacle) }
    try await AgentHold(kit: kit, agent: agent.name).begin(on: cluster)
    let subject = try await subject()
    if memos.isDue(subject.digest, membership, at: kit.site.clock.elapsed()) {
      let objects = try await preparations() + parts.objects(of: subject)
      for object in ApplyOrder.sorted(objects) {
        if let missing = try await apply(object, in: subject.target) {
          return AgentState(word: .applying, message: missing)
        }
      }
      memos.note(subject.digest, membership, at: kit.site.clock.elapsed())
    }
    return try await look(at: parts.place, in: subject.target)
  }

  /// What keeps the cluster from being reached.
  var obstacle: String? {
    guard cluster.isControlPlaneInitialized else {
      return "\(Waiting(for: "the control plane of \(cluster.object) to be initialized"))"
    }
    guard let connection = kit.site.nodes.connection(to: Key(cluster.object)), connection.isUp
    else {
      let since = kit.site.nodes.connection(to: Key(cluster.object))?.failingSince
      return "\(Waiting(for: "the API server of \(cluster.object) to answer", since: since))"
    }
    return nil
  }

  private func target() async throws -> ApplyTarget {
    let client = try await kit.site.workloads.client(of: Key(cluster.object))
    guard let api = client as? any Discoverable else {
      throw GitOpsError("reach \(cluster.object)", "it does not tell which kinds it serves")
    }
    return ApplyTarget(client: client, mapper: RESTMapper(api))
  }

  /// - Returns: What it waits for, where the kind is not served yet.
  func apply(_ object: Object, in target: ApplyTarget) async throws -> String? {
    var object = object
    do throws(StatusError) {
      let address = try await target.place(of: &object)
      _ = try await Applier(target: target).apply(object, at: address)
      return nil
    } catch {
      guard error.isNotFound else { throw error }
      return "\(Waiting(for: "\(object.kind) to be served"))"
    }
  }

  // MARK: What is wanted

  /// The folder of the cluster, with its variables in it.
  func path() async throws -> String {
    let expression = try Expression(parsing: .string(agent.path), at: ["spec", "path"])
    guard !expression.references.isEmpty else { return agent.path }
    return try expression.bind(in: await kit.site.variables(of: cluster)).reveal().string ?? ""
  }

  func subject() async throws -> AgentSubject {
    AgentSubject(
      kit: kit, agent: agent, cluster: cluster, path: try await path(), secret: try secret(),
      pullSecret: try agent.fluxPullSecret.map { (name) throws(GitOpsError) in
        try find("Secret", name, in: secrets)
      }, facts: try facts(), target: try await target(), configMaps: try configMapsRead())
  }

  /// What variables it names, in their order.
  func facts() throws(GitOpsError) -> [[String: String]] {
    var facts: [[String: String]] = []
    for source in agent.variableSources {
      let isSecret = source.kind == "Secret"
      let found = try find(source.kind, source.name, in: isSecret ? secrets : configMaps)
      var data: [String: String] = [:]
      for name in found.value["data"]?.map?.keys ?? [] {
        data[name] = isSecret ? found.secretText(name) : found.value["data"]?[name]?.string
      }
      facts.append(data)
    }
    return facts
  }

  private func configMapsRead() throws(GitOpsError) -> [Object] {
    var found: [Object] = []
    for case .configMap(let name) in agent.preparations {
      found.append(try find("ConfigMap", name, in: configMaps))
    }
    if let name = agent.fluxManifestConfigMap {
      found.append(try find("ConfigMap", name, in: configMaps))
    }
    return found
  }

  func secret() throws(GitOpsError) -> Object? {
    guard let name = agent.secretName else { return nil }
    return try find("Secret", name, in: secrets)
  }

  private func find(_ kind: String, _ name: String, in cache: Cache) throws(GitOpsError) -> Object {
    if let found = cache[Key(namespace: agent.namespace, name: name)] { return found }
    throw GitOpsError(
      "bring \(agent.object) to \(cluster.object)", "the \(kind) \(name) does not exist",
      hint: "create it in the namespace \(agent.namespace ?? "")")
  }

  func preparations() async throws -> [Object] {
    var objects: [Object] = []
    for preparation in agent.preparations {
      switch preparation {
      case .configMap(let name):
        objects += try Preparations.objects(in: try find("ConfigMap", name, in: configMaps))
      case .path(let folder):
        objects += try await Preparations(kit: kit, agent: agent, secret: try secret()).objects(
          at: folder)
      }
    }
    return objects
  }

  // MARK: What is there

  /// How far the agent itself is.
  private func look(at place: AgentPlace, in target: ApplyTarget) async throws -> AgentState {
    guard let repository = try await target.client.find(place.address(of: .gitRepository)),
      let kustomization = try await target.client.find(place.address(of: .kustomization))
    else {
      memos.forget(membership)
      return AgentState(word: .applying, message: "what the agent follows is gone, and made anew")
    }
    let deployment = try await target.client.find(
      place.address(of: .deployments, place.deployment))
    var state = AgentHealth.state(repository, kustomization, deployment: deployment)
    guard state.word == .syncing, let nodes = try? await target.client.list(Address(.nodes)).items,
      let why = AgentHealth.missingNetwork(of: nodes)
    else { return state }
    state.message += "; \(why)"
    return state
  }
}
