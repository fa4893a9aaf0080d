// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// How many Machines there are, as every status that has Machines says it.
package struct Replicas: Sendable, Hashable {
  package var desired: Int64?
  package var total: Int64
  package var ready: Int64
  package var available: Int64
  package var upToDate: Int64

  package init(
    desired: Int64? = nil, total: Int64 = 0, ready: Int64 = 0, available: Int64 = 0,
    upToDate: Int64 = 0
  ) {
    self.desired = desired
    self.total = total
    self.ready = ready
    self.available = available
    self.upToDate = upToDate
  }

  /// What a map of a status holds; what it does not say counts as none.
  package init(_ value: Value) {
    desired = value["desiredReplicas"]?.int
    total = value["replicas"]?.int ?? 0
    ready = value["readyReplicas"]?.int ?? 0
    available = value["availableReplicas"]?.int ?? 0
    upToDate = value["upToDateReplicas"]?.int ?? 0
  }

  /// Writes the numbers beside whatever else the map holds.
  package func write(into value: inout Value) {
    if let desired { value["desiredReplicas"] = .int(desired) }
    value["replicas"] = .int(total)
    value["readyReplicas"] = .int(ready)
    value["availableReplicas"] = .int(available)
    value["upToDateReplicas"] = .int(upToDate)
  }
}

/// A kind that has a number of Machines.
package protocol ScaledView: View {}

extension ScaledView {
  /// How many Machines there shall be; nil before defaults are filled in.
  package var desiredReplicas: Int64? {
    get { self[int: "spec.replicas"] }
    set { self[int: "spec.replicas"] = newValue }
  }

  package var replicas: Replicas {
    get { Replicas(status) }
    set {
      var status = status
      newValue.write(into: &status)
      self.status = status
    }
  }

  /// The selector of the status, as text.
  package var selectorText: String? {
    get { self[text: "status.selector"] }
    set { self[text: "status.selector"] = newValue }
  }
}
