// SPDX-License-Identifier: Apache-2.0

package import API
package import Kube

/// When each part of a machine that was started is there. Pure.
package struct StartPlan: Sendable, Hashable {
  /// By part, from the start of the machine on.
  private let offsets: [InMemoryMachine.Part: Duration]
  private let start: Time

  /// Parts start one after another: the instance, then etcd and the API server of a control plane, then
  /// the Node.
  package init(_ machine: InMemoryMachine, isControlPlane: Bool, start: Time) {
    self.start = start
    var offsets: [InMemoryMachine.Part: Duration] = [:]
    var passed = Duration.zero
    for part in Self.order(isControlPlane) {
      passed += Self.time(of: part, machine)
      offsets[part] = passed
    }
    self.offsets = offsets
  }

  package static func order(_ isControlPlane: Bool) -> [InMemoryMachine.Part] {
    isControlPlane ? [.vm, .etcd, .apiServer, .node] : [.vm, .node]
  }

  /// How long it takes until a part is there; nothing, or less, where it is.
  package func wait(for part: InMemoryMachine.Part, at now: Time) -> Duration {
    (start + (offsets[part] ?? .zero)) - now
  }

  /// Whether anything takes its time at all.
  package var isImmediate: Bool { offsets.values.allSatisfy { $0 <= .zero } }

  /// Each machine has its own part of the jitter, and keeps it: no pass decides it again.
  private static func time(of part: InMemoryMachine.Part, _ machine: InMemoryMachine) -> Duration {
    let seed = EtcdState.number("\(machine.uid ?? machine.name)/\(part.rawValue)")
    let share = Double(seed % 1000) / 1000 * max(0, machine.startupJitter(of: part))
    return machine.startupDuration(of: part) * (1 + share)
  }
}
