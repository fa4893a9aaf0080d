// SPDX-License-Identifier: Apache-2.0

import API
import Bootstrap
import Kube
import Manifest
import Runtime
import Site

/// One pass over a control plane that is to stay, its Cluster known.
struct PlanePass: Sendable {
  let site: Site
  let memo: PlaneMemo
  let cluster: Cluster
  var draft: Draft<KubeadmControlPlane>
  var parts: PlaneParts
  var machines: [PlaneMachineParts] = []
  /// Nil where there is nothing to ask yet, or it did not answer.
  var reading: PlaneReading?
  /// Why it did not.
  var unreachable: StatusError?
  var outcome = Outcome.settled
  /// What the Machines have of the template, and what it had before.
  var stale = PassedDown()

  init(
    site: Site, memo: PlaneMemo, cluster: Cluster, draft: Draft<KubeadmControlPlane>
  ) {
    self.site = site
    self.memo = memo
    self.cluster = cluster
    self.draft = draft
    parts = PlaneParts(site: site, plane: draft.now)
  }

  var plane: KubeadmControlPlane { draft.now }
  var key: Key { Key(plane.object) }
  var clusterKey: Key { Key(cluster.object) }
  var now: Time { site.now }
  var isEtcdManaged: Bool { !plane.hasExternalEtcd }

  mutating func run() async throws -> Outcome {
    try await holdOn()
    let lacking = try await findTemplate()
    await findMachines()
    try await passDown()
    let awaited = try await prepare() ?? lacking
    await read()
    judge()
    let seen = controlPlane(awaited: awaited)
    try await heal(seen)
    let step = step(seen)
    report(seen, step)
    draft = Draft(try await site.save(draft))
    try await leaveEtcd(seen)
    try await take(step, seen)
    // Pods fail without a word to us.
    if plane.isInitialized { lookAgain(after: .seconds(240 + Int.random(in: 0..<120))) }
    return outcome
  }

  /// Looks again after `delay`, or sooner.
  mutating func lookAgain(after delay: Duration) {
    if case .again(let known) = outcome, known <= delay { return }
    outcome = .again(delay)
  }

  /// The finalizer is there before anything is that it has to outlive.
  private mutating func holdOn() async throws(StatusError) {
    draft.now.metadata.labels[Labels.clusterName] = cluster.name
    guard !plane.metadata.finalizers.contains(Finalizers.kubeadmControlPlane) else { return }
    draft.now.metadata.finalizers.append(Finalizers.kubeadmControlPlane)
    let known = plane.metadata.annotations[Annotations.passedDown]
    draft.now.metadata.annotations[Annotations.passedDown] =
      known ?? PassedDown(plane.template).text
    try await saveMetadata()
  }

  /// Writes down what Machines have of the template before they have it.
  private mutating func passDown() async throws(StatusError) {
    let known = PassedDown(text: plane.metadata.annotations[Annotations.passedDown])
    var wanted = PassedDown(plane.template)
    stale = known.subtracting(wanted)
    if !stale.isEmpty {
      let holders = machines.flatMap { [$0.machine.object, $0.config, $0.infrastructure] }
      wanted = wanted.adding(stale, on: holders.compactMap(\.self))
    }
    guard wanted != known else { return }
    draft.now.metadata.annotations[Annotations.passedDown] = wanted.text
    try await saveMetadata()
  }

  /// What else there is to say is said at the end.
  private mutating func saveMetadata() async throws(StatusError) {
    let said = draft.now.status
    draft.now.status = draft.seen.status
    draft = Draft(try await site.save(draft))
    draft.now.status = said
  }

  /// - Returns: What is waited for, where there is no template.
  private mutating func findTemplate() async throws(StatusError) -> Waiting? {
    guard let reference = plane.infrastructureRef else {
      return Waiting(for: "spec.machineTemplate.spec.infrastructureRef", hint: "set it")
    }
    let found: Object?
    do throws(StatusError) {
      found = try await site.external(reference, in: plane.namespace)
    } catch {
      guard error.isNotFound else { throw error }
      return Waiting(for: "\(reference): \(error.cause)", hint: error.hint)
    }
    guard let found else {
      return Waiting(for: "\(reference), which does not exist", hint: "create it")
    }
    let template = PlaneTemplate(found)
    parts.template = template
    parts.variables = try await site.boundVariables(
      in: [parts.configSpec, template.content.value], of: cluster, for: plane.object)
    try await site.keep(found, with: cluster)
    return nil
  }

  private mutating func findMachines() async {
    let cache = await site.informer(.machine).cache
    let owned =
      cache.objects(Indexes.owner, plane.uid ?? "")
      + cache.objects(of: clusterKey).filter(isStray)
    let configs = await site.informer(.kubeadmConfig).cache
    for object in owned.sorted(by: { $0.name < $1.name }) {
      var found = PlaneMachineParts(draft: Draft(Machine(object)))
      if let reference = found.machine.bootstrapRef {
        found.config = configs[Key(namespace: object.namespace, name: reference.name)]
      }
      if let reference = found.machine.infrastructureRef {
        found.infrastructure = try? await site.external(reference, in: object.namespace)
        found.frozen = await frozen(of: found.infrastructure)
      }
      machines.append(found)
    }
  }

  /// A Machine of the cluster's control plane that lost its owner, or never had one: it is taken over.
  private func isStray(_ object: Object) -> Bool {
    let metadata = object.metadata
    let name = metadata.labels[Labels.controlPlaneName] ?? plane.name
    return metadata.labels[Labels.controlPlane] != nil && name == plane.name
      && !metadata.ownerReferences.contains { $0.isController || $0.uid == plane.uid }
  }

  private func frozen(of infrastructure: Object?) async -> Object? {
    let annotations = infrastructure?.metadata.annotations ?? [:]
    guard let name = annotations[Annotations.clonedFromName],
      let text = annotations[Annotations.clonedFromGroupKind]
    else { return nil }
    if name == parts.template?.frozenName { return parts.template?.frozen }
    let words = text.split(separator: ".", maxSplits: 1).map(String.init)
    let kind = GroupKind(group: words.count > 1 ? words[1] : "", kind: words[0])
    let reference = ContractReference(kind, name: name)
    return try? await site.external(reference, in: plane.namespace)
  }
}
