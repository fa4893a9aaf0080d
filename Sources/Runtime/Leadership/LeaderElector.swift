// SPDX-License-Identifier: Apache-2.0

package import Kube
import Log
import Manifest

/// Sees to it that of several processes one leads, by a Lease, with the rules of Kubernetes' own
/// components.
package actor LeaderElector {
  /// Why there was an end to it.
  package enum Ending: Sendable, Hashable {
    /// What was to be done by the leader is done.
    case finished
    /// Another may lead now.
    case lost
    case cancelled
  }

  package static let leases = Resource(
    group: "coordination.k8s.io", version: "v1", plural: "leases")
  private static let kind = GroupVersionKind(
    group: "coordination.k8s.io", version: "v1", kind: "Lease")

  private let client: any KubeClient
  private let key: Key
  private let options: ElectionOptions
  private let clock: Timekeeper
  private var candidate: Candidate
  private var lease: Object?

  /// `identity` must be this process's alone: two candidates of one name would both lead.
  package init(
    _ client: any KubeClient, lease: Key, identity: String,
    _ options: ElectionOptions = ElectionOptions(), clock: Timekeeper = .system
  ) {
    self.client = client
    key = lease
    self.options = options
    self.clock = clock
    candidate = Candidate(identity, options)
  }

  /// Who leads, as far as is known; empty where nobody does.
  package var leader: String { candidate.holder }

  /// Waits until we lead, and calls `lead`; its task is cancelled when we lead no more.
  ///
  /// The Lease is let go of only when `lead` has returned, so that no other begins before.
  package func run(_ lead: @escaping @Sendable () async -> Void) async -> Ending {
    guard await acquire() else { return .cancelled }
    let ending = await withTaskGroup(of: Ending.self) { group in
      group.addTask {
        await lead()
        return Task.isCancelled ? .cancelled : .finished
      }
      group.addTask { await self.renew() ? .cancelled : .lost }
      let first = await group.next() ?? .cancelled
      group.cancelAll()
      await group.waitForAll()
      return first
    }
    if ending != .lost { await release() }
    return ending
  }

  /// - Returns: false if the task was cancelled first.
  private func acquire() async -> Bool {
    while !Task.isCancelled {
      if await attempt() { return true }
      let delay = options.retryPeriod * (1 + 1.2 * Double.random(in: 0...1))
      do { try await clock.sleep(delay) } catch { return false }
    }
    return false
  }

  /// Renews until that fails for too long, or the task is cancelled.
  /// - Returns: Whether we still lead.
  private func renew() async -> Bool {
    var renewed = clock.elapsed()
    while true {
      do { try await clock.sleep(options.retryPeriod) } catch { return true }
      let left = renewed + options.renewDeadline - clock.elapsed()
      let isHeld = await within(max(.zero, left), clock) { await self.attempt() } ?? false
      if Task.isCancelled { return true }
      if isHeld { renewed = clock.elapsed() }
      // Once another's name stands there, waiting does not help.
      if !isHeld, !candidate.isLeader || clock.elapsed() >= renewed + options.renewDeadline {
        return false
      }
    }
  }

  /// Takes or renews the Lease, if that is possible now.
  private func attempt() async -> Bool {
    do throws(StatusError) {
      lease = try await client.find(key.address(in: Self.leases))
      candidate.see(lease, at: clock.elapsed())
      switch candidate.step(at: clock.elapsed()) {
      case .wait: return false
      case .create: try await write(new: true)
      case .update: try await write(new: false)
      }
      return true
    } catch { return false }
  }

  private func write(new isNew: Bool) async throws(StatusError) {
    var wanted = lease ?? Object(Self.kind, namespace: key.namespace, name: key.name)
    wanted.spec = candidate.held(at: clock.date())
    let address = key.address(in: Self.leases)
    let written: Object
    if isNew {
      written = try await client.create(
        wanted, at: Address(Self.leases, namespace: key.namespace))
    } else {
      written = try await client.update(wanted, at: address)
    }
    lease = written
    candidate.see(written, at: clock.elapsed())
  }

  /// Even in a task that was cancelled, for others wait for it; but not for ever.
  private func release() async {
    guard candidate.isLeader, var wanted = lease else { return }
    wanted.spec = candidate.released(at: clock.date())
    let address = key.address(in: Self.leases)
    let client = client
    let updated = Task { [wanted] in
      await within(options.renewDeadline, clock) { try? await client.update(wanted, at: address) }
    }
    if let written = await updated.value ?? nil { candidate.see(written, at: clock.elapsed()) }
  }
}
