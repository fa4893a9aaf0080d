// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Numbers about what a process does, for Prometheus to collect.
///
/// Each part registers what it counts, once, and keeps what it is given; collecting writes all of
/// them as text. Any thread may count and collect.
package final class MetricRegistry: Sendable {
  private let families = Mutex<[String: any Family]>([:])

  package init() {}

  /// What only grows. By custom its name ends in `_total`.
  package func counter(_ name: String, _ help: String, labels: [String] = []) -> Counter {
    let counter = Counter(FamilyHead(name: name, help: help, kind: "counter", labels: labels))
    add(counter)
    return counter
  }

  /// What goes up and down.
  package func gauge(_ name: String, _ help: String, labels: [String] = []) -> Gauge {
    let gauge = Gauge(FamilyHead(name: name, help: help, kind: "gauge", labels: labels))
    add(gauge)
    return gauge
  }

  /// How often a measure fell into which bucket; `buckets` are upper bounds, in rising order.
  package func histogram(
    _ name: String, _ help: String, labels: [String] = [], buckets: [Double]
  ) -> Histogram {
    let head = FamilyHead(name: name, help: help, kind: "histogram", labels: labels)
    let histogram = Histogram(head, buckets)
    add(histogram)
    return histogram
  }

  /// What is known elsewhere, and looked up when somebody collects.
  package func reading(
    _ name: String, _ help: String, labels: [String] = [], isCounter: Bool = false,
    _ read: @escaping @Sendable () -> [(labels: [String], value: Double)]
  ) {
    let kind = isCounter ? "counter" : "gauge"
    add(Reading(head: FamilyHead(name: name, help: help, kind: kind, labels: labels), read: read))
  }

  private func add(_ family: some Family) {
    let isTaken = families.withLock { families in
      families.updateValue(family, forKey: family.head.name) != nil
    }
    precondition(!isTaken, "the metric \(family.head.name) is registered twice")
  }

  /// All metrics in Prometheus' text format (version 0.0.4), in the order of their names.
  package var text: String {
    let all = families.withLock { Array($0.values) }.sorted { $0.head.name < $1.head.name }
    var text = MetricText()
    for family in all {
      text.add(family.head)
      family.write(to: &text)
    }
    return text.text
  }

  /// The media type of `text`.
  package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"
}
