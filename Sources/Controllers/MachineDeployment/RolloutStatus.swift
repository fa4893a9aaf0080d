// SPDX-License-Identifier: Apache-2.0

/// The counts of a MachineDeployment's status, and what follows from them.
package struct RolloutStatus: Sendable, Hashable {
  package let fenceposts: Fenceposts
  package let replicas: Int
  package let available: Int
  package let upToDate: Int
  package let observed: Bool

  package init(
    fenceposts: Fenceposts, sets: [RolloutSet], upToDate: Int, observed: Bool = true
  ) {
    self.fenceposts = fenceposts
    replicas = sets.reduce(0) { $0 + $1.existing }
    available = sets.reduce(0) { $0 + $1.available }
    self.upToDate = upToDate
    self.observed = observed
  }

  /// Every wanted machine is there, available and of the current template, and no other is.
  package var isComplete: Bool {
    observed && [replicas, available, upToDate].allSatisfy { $0 == fenceposts.replicas }
  }

  package var isAvailable: Bool { available >= fenceposts.leastAvailable }

  /// Counts machines alone: a deployment whose machines are all there is Running, whether they are ready
  /// or not. One that is being deleted is ScalingDown whatever the counts say.
  package var phase: Phase {
    if replicas < fenceposts.replicas { return .scalingUp }
    return replicas > fenceposts.replicas ? .scalingDown : .running
  }

  package enum Phase: String, Sendable {
    case scalingUp = "ScalingUp"
    case scalingDown = "ScalingDown"
    case running = "Running"
    case failed = "Failed"
    case unknown = "Unknown"
  }
}
