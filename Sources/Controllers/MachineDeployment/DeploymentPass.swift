// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site

/// One pass over a MachineDeployment: what it sees, and what it does about it.
struct DeploymentPass {
  let site: Site
  let cluster: Cluster
  var draft: Draft<MachineDeployment>
  var sets: [Draft<MachineSet>] = []
  /// Of all its sets.
  var machines: [Object] = []
  /// What Machines are to be made from; nil while a template is missing.
  var wanted: DeploymentTemplate?
  var obstacles: [String] = []
  /// Why the sets that are not the current one are not, by their names.
  var differences: [String: [String]] = [:]
  var current: String?

  init(_ site: Site, _ draft: Draft<MachineDeployment>, _ cluster: Cluster) {
    self.site = site
    self.draft = draft
    self.cluster = cluster
  }

  var deployment: MachineDeployment { draft.now }
  var replicas: Int { Int(clamping: deployment.desiredReplicas ?? 1) }

  var strategy: RolloutStrategy {
    guard deployment.strategy == .rollingUpdate else { return .onDelete }
    return .rollingUpdate(
      maxSurge: CountOrPercent(deployment.maxSurge) ?? .count(1),
      maxUnavailable: CountOrPercent(deployment.maxUnavailable) ?? .count(0))
  }

  var fenceposts: Fenceposts { Fenceposts(strategy, replicas: replicas) }

  mutating func run() async throws -> Outcome {
    own()
    try await choose()
    report()
    draft = Draft(try await site.save(draft))
    try await site.keep(wanted?.infrastructure, with: cluster)
    try await site.keep(wanted?.bootstrap, with: cluster)
    if current == nil, wanted != nil, !deployment.isPaused { try await makeCurrent() }
    try await resize()
    if let wanted, let set = set(named: current) { try await wanted.keepCopies(of: set.seen, site) }
    try await clean()
    guard let due = deployment.rolloutAfter, due > site.now else { return .settled }
    return .again(due - site.now + .milliseconds(10))
  }

  /// Finalizer, labels and owner, put back where somebody took them away.
  private mutating func own() {
    draft.now.metadata.addFinalizer(Finalizers.machineDeployment)
    draft.now.metadata.labels[Labels.clusterName] = cluster.name
    draft.now.metadata.addOwner(cluster.object, isController: false)
  }

  func set(named name: String?) -> Draft<MachineSet>? { sets.first { $0.seen.name == name } }

  /// Finds the set that Machines are to be in, if there is one.
  private mutating func choose() async throws {
    wanted = try await template()
    guard let wanted else {
      // Nothing can be compared: what was current stays so.
      current =
        sets.filter { !$0.seen.isDeleting }
        .max { ($0.seen.revision ?? 0) < ($1.seen.revision ?? 0) }?.seen.name
      return
    }
    var candidates: [SetChoice.Candidate] = []
    for set in sets where !set.seen.isDeleting {
      let made = try await wanted.template(of: set.seen, site)
      differences[set.seen.name] = made.differences(from: wanted.rollout)
      candidates.append(SetChoice.Candidate(RolloutSet(set.seen), made))
    }
    let choice = SetChoice(
      among: candidates, for: wanted.rollout, rolloutAfter: deployment.rolloutAfter, now: site.now)
    current = choice.current
    if let due = deployment.rolloutAfter, due <= site.now {
      for name in choice.old where differences[name]?.isEmpty == true {
        differences[name] = ["MachineDeployment spec.rollout.after is \(due)"]
      }
    }
  }
}

extension RolloutSet {
  init(_ set: MachineSet) {
    self.init(
      set.name, created: set.metadata.creationTimestamp ?? Time(seconds: 0),
      wanted: Int(clamping: set.desiredReplicas ?? 0), existing: Int(set.replicas.total),
      available: Int(set.replicas.available))
  }
}

// MARK: - The end

extension DeploymentPass {
  /// The deployment goes when its sets are gone.
  mutating func empty() async throws -> Outcome {
    report()
    let names = sets.map(\.seen.name)
    let waiting = Waiting(
      for: "MachineSets \(names.shortened()) to be gone",
      since: deployment.metadata.deletionTimestamp,
      hint: "the condition Deleting of each says what holds it")
    draft.now.set(
      names.isEmpty
        ? Condition(
          ConditionTypes.deleting, .yes, reason: Reasons.deletionCompleted,
          message: "Deletion completed")
        : Condition(
          ConditionTypes.deleting, .yes, reason: "WaitingForMachineSetDeletion",
          message: "\(waiting)"), at: site.now)
    if names.isEmpty { draft.now.metadata.removeFinalizer(Finalizers.machineDeployment) }
    try await site.save(draft)
    for set in sets where !set.seen.isDeleting {
      try await site.delete(set.seen.object, in: Kind.machineSet.resource())
    }
    return .settled
  }

  /// Old sets that are empty go; the history is in git.
  private func clean() async throws {
    let old = sets.filter { $0.seen.name != current }
    let candidates = old.map { set in
      SetCleanup.Candidate(
        RolloutSet(set.seen), isDeleting: set.seen.isDeleting,
        isObserved: set.seen.observedGeneration == set.seen.metadata.generation)
    }
    for name in SetCleanup.names(of: candidates, whenComplete: status.isComplete) {
      guard let set = set(named: name) else { continue }
      try await site.delete(set.seen.object, in: Kind.machineSet.resource())
    }
  }
}
