// SPDX-License-Identifier: Apache-2.0

import API
package import Docker
package import Kube
import Manifest
package import Packs
package import Runtime
package import Site
import Template

/// Carries the calls of packs to a Docker Engine, and the steps of theirs that are more than a call.
package struct DockerTransport: Transport {
  package let name = "docker"
  private let engine: DockerEngine
  private let steps: PackSteps
  /// Whether the engine may be asked what it has; else it is taken to have nothing.
  private let isAsked: Bool

  package init(to engine: DockerEngine, isAsked: Bool = true) {
    self.engine = engine
    self.isAsked = isAsked
    let works = LongWorks()
    steps = PackSteps(
      [
        "room": RoomStep(engine: engine),
        "image": ImageStep(engine: engine, works: works),
        "boot": BootStep(engine: engine, works: works),
        "bootstrap": BootstrapStep(engine: engine, works: works),
        "balance": BalanceStep(engine: engine),
      ], works)
  }

  package func endpoint(of subject: Subject) -> String { engine.endpoint.address }

  package func wake(_ wake: @escaping @Sendable (GroupKind, Key) -> Void) {
    steps.works.wake(wake)
  }

  package func neighbours(of kind: GroupKind) -> [GroupKind] {
    kind == Kind.dockerCluster.groupKind ? [Kind.dockerMachine.groupKind] : []
  }

  package func follow(_ site: Site) async {
    await DockerFollower(engine: engine, works: steps.works, site: site).run()
  }

  package func send(_ call: ProviderCall, for subject: Subject) async -> Reply {
    if let reply = await steps.carry(call, for: subject) { return reply }
    return await rest(call)
  }

  private func rest(_ call: ProviderCall) async -> Reply {
    await Reply.answer {
      let query = call.query.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
      let answer = try await engine.reply(
        call.method, call.target, query, body: call.isWrite ? call.body?.reveal() : nil,
        to: "\(call)")
      var reply = Reply(answer.status, answer.body)
      if !answer.isSuccess { reply.message = answer.message }
      return reply
    }
  }

  package func compute(
    _ names: [String], for subject: Subject
  ) async throws -> [String: Computed] {
    let machines = await subject.neighbours(Kind.dockerMachine.groupKind).map(DockerMachine.init)
    let owners = await subject.neighbours(Kind.machine.groupKind).map(Machine.init)
    let values = DockerValues(
      subject: subject, machines: machines,
      planes: Set(owners.filter(\.isControlPlane).map(\.name)))
    var computed = ["names": Computed(values.names), "node": Computed(values.node)]
    guard let cluster = values.cluster else { return computed }
    tellOfLeftOut(cluster, subject.site)
    computed["backends"] = Computed(values.backends)
    computed["balancer"] = Computed(
      values.balancer(
        at: try await address(of: cluster, subject), isNeeded: try await mayBeAsked(subject)))
    let range = try await range(for: cluster)
    computed["network"] = Computed([
      "range": .string(range), "machines": .string(DockerAddresses.machines(in: range)),
    ])
    return computed
  }

  /// Whether somebody may want to ask the cluster: with all of it gone or about to go, when its control plane
  /// goes, nobody does.
  private func mayBeAsked(_ subject: Subject) async throws(StatusError) -> Bool {
    guard let cluster = subject.cluster, cluster.isDeleting, let plane = cluster.controlPlaneRef
    else { return true }
    let found = try await subject.site.referred(plane, in: subject.object.namespace).object
    return found.map { !$0.isDeleting } ?? false
  }

  /// What Cluster API's provider has beside, and this one not.
  private func tellOfLeftOut(_ cluster: DockerCluster, _ site: Site) {
    let path = "spec.loadBalancer.customHAProxyConfigTemplateRef"
    guard cluster[path] != nil, !cluster.object.isTrue(ConditionTypes.ready) else { return }
    site.events.record(
      .warning, on: cluster.object, "NotSupported",
      "\(path) is left out of account: the load balancer is configured by capctl")
  }

  // MARK: Addresses

  /// The range of the network all clusters share: the one it has, or a free one, which is the one it had if the
  /// address of the cluster was taken from that.
  private func range(for cluster: DockerCluster) async throws(DockerError) -> String {
    let networks = isAsked ? try await engine.networks(labels: [:]) : []
    let own = networks.first { $0["Name"]?.string == DockerValues.network }
    if let range = own.flatMap(Self.ranges)?.first { return range }
    return DockerAddresses.range(
      beside: networks.flatMap(Self.ranges), around: cluster.controlPlaneEndpoint?.host)
  }

  private static func ranges(_ network: Value) -> [String] {
    (network["IPAM", "Config"]?.list ?? []).compactMap { $0["Subnet"]?.string }
  }

  /// The address of a cluster's load balancer, the same for as long as the cluster lives.
  private func address(
    of cluster: DockerCluster, _ subject: Subject
  ) async throws(DockerError) -> String {
    if let endpoint = cluster.controlPlaneEndpoint, !endpoint.host.isEmpty { return endpoint.host }
    // It hangs on the uid, which in a plan may not be known.
    if cluster.uid == ProviderCall.unknown { return ProviderCall.unknown }
    let others = await subject.site.informer(.dockerCluster).cache.objects
    let taken = others.map(DockerCluster.init).filter { $0.uid != cluster.uid }
      .compactMap { $0.controlPlaneEndpoint?.host }
    return DockerAddresses.balancer(
      in: try await range(for: cluster), for: cluster.uid ?? cluster.name, beside: Set(taken))
  }
}
