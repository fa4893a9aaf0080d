// SPDX-License-Identifier: Apache-2.0

import API
package import Azure
import HTTP
package import Kube
import Manifest
package import Packs
package import Runtime
package import Site
import Template

/// Carries the calls of packs to Azure Resource Manager.
package struct AzureTransport: Transport {
  package let name = "azure"
  private let manager: ResourceManager
  /// The cloud of this process, whatever objects say.
  let custom: AzureCloud?
  private let ignored = AzureIgnored()

  package init(to manager: ResourceManager, custom: AzureCloud? = nil) {
    self.manager = manager
    self.custom = custom
  }

  package var openVariables: Set<String> {
    [AzureIdentities.subscription, AzureIdentities.tenant, AzureIdentities.client]
  }

  package var asksOperationsAlone: Bool { true }
  package var identities: [GroupKind] { [Kind.azureClusterIdentity.groupKind] }

  package func neighbours(of kind: GroupKind) -> [GroupKind] {
    switch kind.kind {
    case Kind.azureCluster.kind: [Kind.azureMachine.groupKind]
    case Kind.azureManagedCluster.kind: [Kind.azureManagedControlPlane.groupKind]
    case Kind.azureManagedControlPlane.kind: [Kind.azureManagedMachinePool.groupKind]
    case Kind.azureManagedMachinePool.kind:
      [Kind.azureManagedControlPlane.groupKind, Kind.machinePool.groupKind]
    case Kind.azureResource.kind: [Kind.azureResource.groupKind]
    case Kind.azureFluxConfiguration.kind:
      [Kind.azureManagedControlPlane.groupKind, Kind.azureResource.groupKind]
    default: []
    }
  }

  /// The ground of machines waits for them to be gone, and asks nothing else of them.
  package func isNews(_ change: Change, to kind: GroupKind) -> Bool {
    kind != Kind.azureCluster.groupKind || change.kind == .deleted
  }

  package func endpoint(of subject: Subject) -> String {
    let spec = subject.infrastructure?.spec ?? subject.object.spec
    return "azure \(spec.said("subscriptionID") ?? "")"
  }

  package func variables(for subject: Subject) async throws -> [ClusterVariables.Place] {
    let home = try await AzureHome.of(subject)
    return await AzureIdentities(subject: subject, home: home).places() + answers(around: subject)
  }

  /// What Azure answered of identities that others of the same cluster's resources are.
  private func answers(around subject: Subject) async -> [ClusterVariables.Place] {
    guard subject.object.kind == Kind.azureResource.kind else { return [] }
    return await subject.neighbours(Kind.azureResource.groupKind).compactMap { other in
      let word = other.name.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }
      let ids = [("PRINCIPAL_ID", "principalId"), ("CLIENT_ID", "clientId")]
      let known = ids.compactMap { name, field in
        other.status["properties"]?[field].map { ("\(String(word))_\(name)", $0) }
      }
      guard !known.isEmpty else { return nil }
      return ClusterVariables.Place("AzureResource \(other.name)", Dictionary(known) { $1 })
    }
  }

  package func compute(
    _ names: [String], for subject: Subject
  ) async throws -> [String: Computed] {
    ignored.tell(of: subject)
    let home = try await AzureHome.of(subject)
    let identities = AzureIdentities(subject: subject, home: home)
    let subscription = await identities.meantSubscription()
    if subject.object.kind == Kind.azureFluxConfiguration.kind {
      return await fluxValues(subject, home, subscription: subscription)
    }
    var facts = AzureFacts(subject: subject, home: home, subscription: subscription)
    if home.kind == Kind.azureManagedControlPlane.kind {
      for pool in await subject.neighbours(Kind.machinePool.groupKind) {
        let reference = pool.spec["template"]?["spec"]?["infrastructureRef"]
        if let name = reference.said("name") { facts.owners[name] = pool }
      }
    }
    return try await facts.values()
  }

  private func cloud(_ home: Object) -> AzureCloud? {
    custom ?? AzureCloud.named(home.spec.said("azureEnvironment"))
  }

  // MARK: Calls

  package func send(_ call: ProviderCall, for subject: Subject) async -> Reply {
    do {
      let home = try await AzureHome.of(subject)
      if call.hook == "controlPlane" { return Self.endpoint(of: home) }
      if isCarried(call, subject) { return Reply(200) }
      guard let cloud = cloud(home) else {
        return .refusal(
          "UnknownCloud", "there is no cloud \(home.spec.said("azureEnvironment") ?? "")")
      }
      let identities = AzureIdentities(subject: subject, home: home)
      if let refusal = await wrongSubscription(call, identities) { return refusal }
      let credential = try await identities.credential()
      if case .poll(let token) = call.purpose {
        return await ask(token, as: credential, in: cloud, subject)
      }
      if call.hook == "poolMachines" {
        let machines = AzurePoolMachines(manager: manager, credential: credential, cloud: cloud)
        return Reply(await machines.read(call, correlation: subject.correlation))
      }
      if let refusal = await hasOthers(call, credential, cloud, subject) { return refusal }
      return await carry(call, as: credential, in: cloud, subject)
    } catch let refusal as AzureIdentities.Refusal {
      return .refusal(refusal.code, refusal.message)
    } catch {
      return .trouble("\(error)")
    }
  }

  /// Where the API of a control plane answers; absent until it does.
  private static func endpoint(of plane: Object) -> Reply {
    let endpoint = plane.spec["controlPlaneEndpoint"]
    guard plane.kind == Kind.azureManagedControlPlane.kind, endpoint.said("host") != nil else {
      return Reply(404)
    }
    return Reply(200, endpoint ?? .null)
  }

  /// Pools go with the whole cluster, and Azure would keep the last one. So does what Flux follows in it.
  private func isCarried(_ call: ProviderCall, _ subject: Subject) -> Bool {
    guard call.purpose == .delete else { return false }
    switch subject.object.kind {
    case Kind.azureManagedMachinePool.kind: return subject.cluster?.object.isDeleting == true
    case Kind.azureFluxConfiguration.kind:
      return subject.cluster == nil && call.target.contains("/managedClusters/")
    default: return false
    }
  }

  /// What was made in one subscription is not deleted by whoever has come to mean another.
  private func wrongSubscription(
    _ call: ProviderCall, _ identities: AzureIdentities
  ) async -> Reply? {
    guard [.delete, .replace].contains(call.purpose),
      let made = ResourceID(call.target).subscription
    else { return nil }
    guard let meant = await identities.meantSubscription(), meant.lowercased() != made.lowercased()
    else { return nil }
    return .refusal(
      "SubscriptionChanged",
      "it was made in subscription \(made), and now subscription \(meant) is meant")
  }

  /// A group that other clusters live in is not deleted under them.
  private func hasOthers(
    _ call: ProviderCall, _ credential: AzureCredential, _ cloud: AzureCloud, _ subject: Subject
  ) async -> Reply? {
    guard [.delete, .replace].contains(call.purpose), AzureGroupGuard.concerns(call.target) else {
      return nil
    }
    let cluster = subject.cluster?.name ?? subject.object.name
    let own = AzureGroupGuard(
      manager: manager, credential: credential, cloud: cloud,
      mark: "\(AzureNames.prefix)cluster_\(cluster)")
    return await own.refusal(call.target, call.query, correlation: subject.correlation)
      .map { Reply($0) }
  }

  private func carry(
    _ call: ProviderCall, as credential: AzureCredential, in cloud: AzureCloud, _ subject: Subject
  ) async -> Reply {
    var request = ResourceManager.Call(call.method, call.target)
    request.query = call.query
    request.correlation = subject.correlation
    for entry in call.headers?.reveal().map ?? [:] {
      if let text = entry.value.string { request.headers[entry.key] = text }
    }
    if call.isWrite { request.body = call.body?.reveal() }
    let answer = await manager.send(request, as: credential, in: cloud)
    var reply = Reply(answer)
    if call.isWrite, let operation = Operation(answer.status, answer.headers, answer.body) {
      reply.operation = operation.text
      reply.retryAfter = answer.retryAfter ?? Self.usualWait
    }
    return reply
  }

  /// Where Azure does not say how long to wait.
  private static let usualWait: Int64 = 2

  private func ask(
    _ token: String, as credential: AzureCredential, in cloud: AzureCloud, _ subject: Subject
  ) async -> Reply {
    guard let operation = Operation(token) else {
      return .refusal("ForeignOperation", "the operation cannot be asked for")
    }
    let (answer, state) = await manager.ask(
      operation, as: credential, in: cloud, correlation: subject.correlation)
    switch state {
    case .running: return .running(token, retryAfter: answer.retryAfter ?? Self.usualWait)
    case .done: return Reply(200)
    case .untold: return Reply(answer)
    case .failed(let code, let message):
      var reply = Reply(500)
      (reply.hasFailed, reply.code, reply.message) = (true, code, message)
      return reply
    }
  }
}

extension Reply {
  /// Azure was not even asked.
  fileprivate static func refusal(_ code: String, _ message: String) -> Reply {
    var reply = Reply(401)
    (reply.code, reply.message) = (code, message)
    return reply
  }

  fileprivate init(_ answer: ManagerReply) {
    self.init(answer.status, answer.body)
    for field in answer.headers.fields { headers[field.name.lowercased()] = field.value }
    (code, message, retryAfter) = (answer.code, answer.message, answer.retryAfter)
  }
}

/// The object that says where on Azure another one is: cloud, subscription, identity.
enum AzureHome {
  static func of(_ subject: Subject) async throws -> Object {
    switch subject.object.kind {
    case Kind.azureMachine.kind: return subject.infrastructure ?? subject.object
    case Kind.azureManagedCluster.kind, Kind.azureManagedMachinePool.kind:
      guard let cluster = subject.cluster else { return subject.object }
      let found = try await subject.site.referred(
        cluster.controlPlaneRef, in: subject.object.namespace)
      return found.object ?? subject.object
    case Kind.azureFluxConfiguration.kind: return try await ofFlux(subject)
    case Kind.azureResource.kind where subject.object.spec["identityRef"] == nil:
      return subject.infrastructure ?? subject.object
    default: return subject.object
    }
  }
}
