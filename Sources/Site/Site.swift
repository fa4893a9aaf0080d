// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Log
package import Runtime

/// What every reconciler is given: the management API, what is known of it, and the way into the workload
/// clusters.
package struct Site: Sendable {
  /// For writes. What is read comes from the caches of informers.
  package let client: any KubeClient
  package let informers: Informers
  package let clock: Timekeeper
  package let events: EventRecorder
  package let workloads: any Workloads
  package let log: Logger
  package var meter: any Meter = NoMeter()
  /// What of this process's environment committed objects may use.
  package var environment = EnvironmentGrants()
  /// How many objects of one kind are worked on at the same time.
  package var workers = 4
  /// The Nodes of the workload clusters.
  package let nodes: WorkloadWatch
  let known = KnownInformers()
  let doubts = Doubts()

  package init(
    client: any KubeClient, informers: Informers, events: EventRecorder, workloads: any Workloads,
    log: Logger, clock: Timekeeper = .system
  ) {
    self.client = client
    self.informers = informers
    self.events = events
    self.workloads = workloads
    self.log = log
    self.clock = clock
    nodes = WorkloadWatch(workloads, clock)
  }

  package var now: Time { clock.date() }
}
