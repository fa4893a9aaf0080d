// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts measures by size, apart for each set of label values.
package final class Histogram: Family {
  fileprivate struct Series {
    /// How many fell into each bucket and into no smaller one; the last is for what exceeds all.
    var counts: [UInt64]
    var sum = 0.0
  }

  /// For times, in seconds: from a tenth of a millisecond to a minute.
  package static let seconds: [Double] = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    30, 60,
  ]

  let head: FamilyHead
  private let bounds: [Double]
  private let series = Mutex<[[String]: Series]>([:])

  init(_ head: FamilyHead, _ bounds: [Double]) {
    precondition(
      zip(bounds, bounds.dropFirst()).allSatisfy(<), "the buckets of \(head.name) do not rise")
    self.head = head
    self.bounds = bounds
  }

  package func observe(_ measure: Double, _ labels: String...) { record(measure, labels) }

  package func observe(_ time: Duration, _ labels: String...) { record(time.inSeconds, labels) }

  package func observe(_ time: Duration, at labels: [String]) { record(time.inSeconds, labels) }

  private func record(_ measure: Double, _ labels: [String]) {
    head.check(labels)
    let place = bounds.firstIndex { measure <= $0 } ?? bounds.count
    series.withLock { all in
      all[labels, default: Series(counts: Array(repeating: 0, count: bounds.count + 1))]
        .add(measure, at: place)
    }
  }

  /// How many measures there were.
  package func count(_ labels: String...) -> UInt64 {
    series.withLock { $0[labels]?.counts.reduce(0, +) ?? 0 }
  }

  func write(to text: inout MetricText) {
    let all = series.withLock(\.self).sorted { $0.key.lexicographicallyPrecedes($1.key) }
    for (labels, series) in all {
      let pairs = Array(zip(head.labels, labels))
      var total: UInt64 = 0
      for (bound, count) in zip(bounds + [.infinity], series.counts) {
        total += count
        text.add(
          "\(head.name)_bucket", pairs + [("le", MetricText.number(bound))], Double(total))
      }
      text.add("\(head.name)_sum", pairs, series.sum)
      text.add("\(head.name)_count", pairs, Double(total))
    }
  }
}

extension Histogram.Series {
  fileprivate mutating func add(_ measure: Double, at place: Int) {
    counts[place] += 1
    sum += measure
  }
}

extension Duration {
  package var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
