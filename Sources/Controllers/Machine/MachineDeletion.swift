// SPDX-License-Identifier: Apache-2.0

package import Kube

/// What is seen of a Machine that goes: enough to tell the next step of its deletion.
///
/// Nothing here is remembered between passes but the start times in `status.deletion`.
package struct MachineDeletion: Sendable {
  /// How far a step got that takes many passes. `unknown` until this pass has looked.
  package enum Progress: Sendable, Hashable {
    case unknown
    /// With the condition's message.
    case pending(String)
    case done
  }

  /// An object that goes before the Machine does.
  package enum Dependent: Sendable, Hashable {
    case gone
    case exists(String)
    /// It is being deleted, since then.
    case deleting(String, since: Time)
  }

  package var verdict: NodeVerdict
  package var infrastructure: Dependent
  package var bootstrap: Dependent
  /// Keys of annotations under `pre-drain.delete.hook.machine.cluster.x-k8s.io`.
  package var preDrainHooks: [String] = []
  /// Keys under `pre-terminate.delete.hook.machine.cluster.x-k8s.io`.
  package var preTerminateHooks: [String] = []
  package var deletionTime: Time
  package var times = Times()
  package var timeouts = Timeouts()
  package var excludesDrain = false
  package var excludesVolumeWait = false
  package var drain = Progress.unknown
  package var volumes = Progress.unknown
  package var nodeDeletion = Progress.unknown

  /// `status.deletion`.
  package struct Times: Sendable {
    package var drainStarted: Time?
    package var volumeWaitStarted: Time?
    package var preTerminateStarted: Time?

    package init() {}
  }

  /// `spec.deletion`; nil and zero wait for ever.
  package struct Timeouts: Sendable {
    package var drain: Duration?
    package var volumeDetach: Duration?
    package var nodeDeletion: Duration? = .seconds(10)

    package init() {}
  }

  package init(
    _ verdict: NodeVerdict, infrastructure: Dependent, bootstrap: Dependent, deletionTime: Time
  ) {
    self.verdict = verdict
    self.infrastructure = infrastructure
    self.bootstrap = bootstrap
    self.deletionTime = deletionTime
  }
}
