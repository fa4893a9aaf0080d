// SPDX-License-Identifier: Apache-2.0

/// Where the next Machine of a control plane goes, and which of them leaves.
package enum FailureDomains {
  /// The domain with the fewest Machines that will stay, then with the fewest at all.
  package static func next(_ plane: ControlPlane) -> String? {
    let staying = plane.machines.filter { $0.outdated.isEmpty && !$0.isDeleting }
    return plane.failureDomains.min { left, right in
      let mine = (count(staying, left), count(plane.machines, left), left)
      return mine < (count(staying, right), count(plane.machines, right), right)
    }
  }

  /// The Machine that goes next: marked by a person and outdated, marked, outdated and not serving,
  /// outdated, or any; among those the oldest of the domain that has most Machines. A Machine outside all
  /// known domains is in the fullest of all.
  package static func leaving(_ plane: ControlPlane) -> String? {
    let choices = [
      plane.outdated.filter(\.isMarkedForDeletion),
      plane.machines.filter(\.isMarkedForDeletion),
      plane.outdated.filter { !isWell($0, plane) },
      plane.outdated, plane.machines,
    ]
    guard let eligible = choices.first(where: { !$0.isEmpty }) else { return nil }
    return eligible.min { left, right in
      let (mine, theirs) = (crowd(left, plane), crowd(right, plane))
      guard mine == theirs else { return theirs < mine }
      return PlaneMachine.isOlder(left, right)
    }?.name
  }

  private static func isWell(_ machine: PlaneMachine, _ plane: ControlPlane) -> Bool {
    machine.isServing(withEtcd: plane.isEtcdManaged)
      && (!plane.isEtcdManaged || machine.isHealthy(.etcdMember))
  }

  /// How full the machine's domain is.
  private static func crowd(_ machine: PlaneMachine, _ plane: ControlPlane) -> Int {
    guard !plane.failureDomains.isEmpty else { return 0 }
    guard let domain = machine.failureDomain, plane.failureDomains.contains(domain) else {
      return .max
    }
    return count(plane.machines, domain)
  }

  private static func count(_ machines: [PlaneMachine], _ domain: String) -> Int {
    machines.count { $0.failureDomain == domain }
  }
}
