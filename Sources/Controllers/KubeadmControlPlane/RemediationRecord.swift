// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// Which Machine was deleted as unhealthy, when, and for the how-manieth time in a row: the JSON of the
/// annotations `remediation-in-progress` and `remediation-for`.
package struct RemediationRecord: Sendable, Hashable {
  package var machine: String
  package var time: Time?
  package var retries: Int

  package init(_ machine: String, at time: Time?, retries: Int) {
    self.machine = machine
    self.time = time
    self.retries = retries
  }

  /// Nil where the annotation is not one; who reads nil goes on as after a first try.
  package init?(_ value: Value) {
    guard let machine = value["machine"]?.string else { return nil }
    let retries = value["retryCount"]?.int.flatMap(Int.init(exactly:)) ?? 0
    self.init(
      machine, at: value["timestamp"]?.string.flatMap(Time.init), retries: max(retries, 0))
  }

  package var value: Value {
    var value: Value = ["machine": .string(machine), "retryCount": .int(Int64(retries))]
    if let time { value["timestamp"] = "\(time)" }
    return value
  }

  /// Whether the annotation on the control plane has done its work: the replacement is there, or none is
  /// needed any more.
  package func isSpent(in plane: ControlPlane) -> Bool {
    let staying = plane.machines.count { !$0.isDeleting }
    let isReplaced = time.map { begun in plane.machines.contains { $0.created > begun } } ?? false
    return staying >= plane.replicas || isReplaced
  }
}

/// `spec.remediation` of a control plane.
package struct RemediationLimits: Sendable, Hashable {
  /// Nil tries for ever.
  package var maxRetries: Int?
  package var retryPeriod: Duration = .zero
  package var minHealthyPeriod: Duration = .seconds(3600)

  package init() {}
}
