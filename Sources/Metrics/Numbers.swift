// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// One number for each set of label values.
final class Numbers: Sendable {
  let head: FamilyHead
  private let series = Mutex<[[String]: Double]>([:])

  init(_ head: FamilyHead) {
    self.head = head
    // A series without labels is there from the start, so that it is seen to be zero.
    if head.labels.isEmpty { series.withLock { $0[[]] = 0 } }
  }

  func change(_ labels: [String], _ body: (inout Double) -> Void) {
    head.check(labels)
    series.withLock { body(&$0[labels, default: 0]) }
  }

  func remove(_ labels: [String]) { series.withLock { $0[labels] = nil } }

  func value(_ labels: [String]) -> Double { series.withLock { $0[labels] ?? 0 } }

  func write(to text: inout MetricText) {
    let series = series.withLock(\.self)
    for (labels, value) in series.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      text.add(head.name, zip(head.labels, labels), value)
    }
  }
}
