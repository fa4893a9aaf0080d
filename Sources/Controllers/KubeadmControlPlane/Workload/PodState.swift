// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest
import Site

/// How a static Pod is, as far as it matters to the control plane.
package enum PodState: Sendable, Hashable {
  case running
  case provisioning(String)
  case failed(String)
  case deleting

  package init(_ pod: Object) {
    let status = pod.status
    let troubles = Self.troubles(status)
    switch status["phase"]?.string ?? "Unknown" {
    case _ where pod.isDeleting: self = .deleting
    case "Running" where pod.isTrue("Ready") || Self.runs(pod): self = .running
    case "Running", "Pending":
      if let crash = troubles.first(where: \.isFailure) {
        self = .failed(crash.text)
      } else {
        self = .provisioning(troubles.first?.text ?? "Waiting for its containers to be ready")
      }
    case let phase:
      self = .failed(troubles.first?.text ?? "The Pod is in phase \(phase)")
    }
  }

  /// Whether every container has started, and none has a probe that could still say that it is not ready. A
  /// kubelet may take a minute to tell of such a Pod what follows from that: that it is ready.
  private static func runs(_ pod: Object) -> Bool {
    let containers = pod.spec["containers"]?.list ?? []
    let states = pod.status["containerStatuses"]?.list ?? []
    return !containers.isEmpty && states.count == containers.count
      && containers.allSatisfy { $0["readinessProbe"] == nil }
      && states.allSatisfy { $0["started"] == true && $0["state", "running"] != nil }
  }

  package var reason: String {
    switch self {
    case .running: "Running"
    case .provisioning: "Provisioning"
    case .failed: "Failed"
    case .deleting: "Deleting"
    }
  }

  package var message: String {
    switch self {
    case .running: ""
    case .provisioning(let text), .failed(let text): text
    case .deleting: "The Pod is going"
    }
  }

  private struct Trouble {
    let text: String
    let isFailure: Bool
  }

  private static func troubles(_ status: Value) -> [Trouble] {
    (status["containerStatuses"]?.list ?? []).compactMap { container in
      let name = container["name"]?.string ?? ""
      if let ended = container["state", "terminated"] {
        let code = ended["exitCode"]?.int.map { " (exit code \($0))" } ?? ""
        let reason = ended["reason"]?.string ?? "unknown"
        return Trouble(text: "Container \(name) has ended: \(reason)\(code)", isFailure: true)
      }
      guard let waiting = container["state", "waiting"] else { return nil }
      let reason = waiting["reason"]?.string ?? "unknown"
      let message = waiting["message"]?.string.map { ": \($0)" } ?? ""
      return Trouble(
        text: "Container \(name) waits: \(reason)\(message)",
        isFailure: reason.hasSuffix("BackOff") || reason.hasSuffix("Error"))
    }
  }
}
