// SPDX-License-Identifier: Apache-2.0

/// All series of one name.
protocol Family: Sendable {
  var head: FamilyHead { get }
  func write(to text: inout MetricText)
}

/// What the series of one name have in common.
struct FamilyHead: Sendable {
  let name: String
  let help: String
  let kind: String
  let labels: [String]

  /// Values come in the order of the labels; a forgotten one would shift all that follow.
  func check(_ values: [String]) {
    precondition(values.count == labels.count, "\(name) has the labels \(labels), not \(values)")
  }
}

/// Values that are looked up when somebody collects.
struct Reading: Family {
  let head: FamilyHead
  let read: @Sendable () -> [(labels: [String], value: Double)]

  func write(to text: inout MetricText) {
    for series in read() {
      head.check(series.labels)
      text.add(head.name, zip(head.labels, series.labels), series.value)
    }
  }
}
