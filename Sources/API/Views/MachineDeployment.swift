// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// A MachineDeployment.
package struct MachineDeployment: TemplatedView {
  package static let kind = Kind.machineDeployment
  package var object: Object

  package init(_ object: Object) { self.object = object }

  package enum Strategy: String, Sendable {
    case rollingUpdate = "RollingUpdate"
    case onDelete = "OnDelete"
  }

  package enum Phase: String, Sendable {
    case scalingUp = "ScalingUp"
    case scalingDown = "ScalingDown"
    case running = "Running"
    case failed = "Failed"
    case unknown = "Unknown"
  }

  package var isPaused: Bool { self[flag: "spec.paused"] ?? false }

  package var strategy: Strategy {
    self[text: "spec.rollout.strategy.type"].flatMap(Strategy.init) ?? .rollingUpdate
  }

  /// A number, or a percentage of the wanted Machines.
  package var maxSurge: Value { self["spec.rollout.strategy.rollingUpdate.maxSurge"] ?? 1 }
  package var maxUnavailable: Value {
    self["spec.rollout.strategy.rollingUpdate.maxUnavailable"] ?? 0
  }

  package var rolloutAfter: Time? { self[time: "spec.rollout.after"] }
  package var maxInFlight: Value? { self["spec.remediation.maxInFlight"] }

  package var deletionOrder: DeletionOrder? {
    self[text: "spec.deletion.order"].flatMap(DeletionOrder.init)
  }

  package var phase: Phase? {
    get { self[text: "status.phase"].flatMap(Phase.init) }
    set { self[text: "status.phase"] = newValue?.rawValue }
  }
}

/// A MachineHealthCheck.
package struct MachineHealthCheck: View {
  package static let kind = Kind.machineHealthCheck
  package var object: Object

  package init(_ object: Object) { self.object = object }

  /// A condition that makes a Machine unhealthy.
  package struct Check: Sendable, Hashable {
    package var type: String
    package var status: String
    package var timeout: Duration
  }

  package var clusterName: String { self[text: "spec.clusterName"] ?? "" }
  package var selector: Value { self["spec.selector"] ?? [:] }

  /// How long a Node may take to come; nil is for ever.
  package var nodeStartupTimeout: Duration? {
    let seconds = self[int: "spec.checks.nodeStartupTimeoutSeconds"] ?? 600
    return seconds > 0 ? .seconds(seconds) : nil
  }

  package var nodeChecks: [Check] { checks("spec.checks.unhealthyNodeConditions") }
  package var machineChecks: [Check] { checks("spec.checks.unhealthyMachineConditions") }

  /// A number, or a percentage of the Machines that are checked.
  package var maxUnhealthy: Value {
    self["spec.remediation.triggerIf.unhealthyLessThanOrEqualTo"] ?? "100%"
  }

  /// `[3-5]`
  package var unhealthyRange: ClosedRange<Int64>? {
    let text = self[text: "spec.remediation.triggerIf.unhealthyInRange"] ?? ""
    let ends = text.dropFirst().dropLast().split(separator: "-").compactMap { Int64($0) }
    return ends.count == 2 && ends[0] <= ends[1] ? ends[0]...ends[1] : nil
  }

  /// Group, version, kind and name of what makes an external remediation.
  package var remediationTemplate: Value? { self["spec.remediation.templateRef"] }

  private func checks(_ path: String) -> [Check] {
    (self[path]?.list ?? []).map {
      Check(
        type: $0["type"]?.string ?? "", status: $0["status"]?.string ?? "",
        timeout: .seconds($0["timeoutSeconds"]?.int ?? 0))
    }
  }
}
