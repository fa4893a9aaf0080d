// SPDX-License-Identifier: Apache-2.0

/// Counts what happens, apart for each set of label values.
package final class Counter: Family {
  private let numbers: Numbers
  var head: FamilyHead { numbers.head }

  init(_ head: FamilyHead) { numbers = Numbers(head) }

  /// Counts `amount` for the label values, which come in the order of the labels.
  package func add(_ amount: Double = 1, _ labels: String...) { add(amount, at: labels) }

  package func add(_ amount: Double, at labels: [String]) {
    precondition(amount >= 0, "\(head.name) only grows")
    numbers.change(labels) { $0 += amount }
  }

  package func value(_ labels: String...) -> Double { numbers.value(labels) }

  func write(to text: inout MetricText) { numbers.write(to: &text) }
}

/// A value that goes up and down, apart for each set of label values.
package final class Gauge: Family {
  private let numbers: Numbers
  var head: FamilyHead { numbers.head }

  init(_ head: FamilyHead) { numbers = Numbers(head) }

  package func set(_ value: Double, _ labels: String...) { set(value, at: labels) }

  package func set(_ value: Double, at labels: [String]) {
    numbers.change(labels) { $0 = value }
  }

  package func add(_ amount: Double, _ labels: String...) {
    numbers.change(labels) { $0 += amount }
  }

  /// Forgets a series whose subject is gone.
  package func remove(_ labels: String...) { numbers.remove(labels) }

  package func value(_ labels: String...) -> Double { numbers.value(labels) }

  func write(to text: inout MetricText) { numbers.write(to: &text) }
}
