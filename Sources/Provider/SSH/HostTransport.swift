// SPDX-License-Identifier: Apache-2.0

import API
package import Kube
import Manifest
package import Packs
package import Runtime

/// Makes machines of the hosts of an inventory, over SSH.
package struct HostTransport: Transport {
  package let name = "ssh"
  private let steps: PackSteps
  private let claim: ClaimStep

  /// A host that cannot be reached, or cleaned, is waited for as long as `patience` before its machine is let go.
  package init(
    through door: any HostDoor = SSHDoor(), patience: Duration = .seconds(60)
  ) {
    let works = LongWorks()
    claim = ClaimStep(door: door, works: works, patience: patience)
    steps = PackSteps(
      [
        "endpoint": EndpointStep(),
        "host": HostStep(door: door, works: works),
        "claim": claim,
        "bootstrap": HostStartStep(door: door, works: works),
      ], works)
  }

  /// Each host is at a pace of its own.
  package func endpoint(of subject: Subject) -> String { "\(name) \(subject.key)" }

  package func wake(_ wake: @escaping @Sendable (GroupKind, Key) -> Void) {
    steps.works.wake(wake)
  }

  package func neighbours(of kind: GroupKind) -> [GroupKind] {
    kind == Kind.sshCluster.groupKind ? [Kind.sshMachine.groupKind] : []
  }

  package func inventories(of kind: GroupKind) -> [Inventory] {
    guard kind == Kind.sshMachine.groupKind else { return [] }
    let news = Inventory(kind: Kind.sshHost.groupKind) { change in
      let host = SSHHost(change.object)
      guard change.kind != .deleted, host.isFree, let old = change.old.map(SSHHost.init) else {
        return change.kind != .deleted && host.isFree
      }
      return !old.isFree || old.metadata.labels != host.metadata.labels
    }
    return [news]
  }

  package func rehearse(_ call: ProviderCall, for subject: Subject) async -> Rehearsed? {
    guard call.hook == "claim" else { return nil }
    return await claim.rehearse(call, for: subject)
  }

  package func send(_ call: ProviderCall, for subject: Subject) async -> Reply {
    await steps.carry(call, for: subject) ?? .trouble("hosts have no API")
  }
}

/// Where a cluster's API answers, which a person says.
struct EndpointStep: PackStep {
  func carry(_ call: ProviderCall, for subject: Subject) async throws -> Reply {
    let endpoint = SSHCluster(subject.object).controlPlaneEndpoint
    guard let endpoint, !endpoint.host.isEmpty else {
      return Reply(
        200,
        [
          "state": "missing",
          "message": """
          is not said: write the address of the load balancer before the control planes, or of the only \
          control plane, into spec.controlPlaneEndpoint.host
          """,
        ])
    }
    return Reply(200, ["state": "known", "host": .string(endpoint.host)])
  }
}

extension SSHHost {
  /// A machine may come.
  var isFree: Bool {
    tenant == nil && quarantine == nil && !isDeleting && isTrue(ConditionTypes.ready)
  }
}
