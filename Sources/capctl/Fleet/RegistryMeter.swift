// SPDX-License-Identifier: Apache-2.0

import Metrics
import Runtime
import Synchronization

/// Puts what controllers and informers count into the registry that `/metrics` shows.
final class RegistryMeter: Meter {
  private struct State {
    var counters: [String: Counter] = [:]
    var gauges: [String: Gauge] = [:]
    var times: [String: Histogram] = [:]
  }

  private let registry: MetricRegistry
  private let state = Mutex(State())

  init(_ registry: MetricRegistry) { self.registry = registry }

  private static let help = [
    "capctl_reconcile_total": "Passes of a controller, by how they ended.",
    "capctl_reconcile_seconds": "How long passes took.",
    "capctl_reconcile_overdue_total": "Passes that were given up.",
    "capctl_queue_depth": "Keys that wait for a pass.",
    "capctl_git_fetches_total": "Fetches from git repositories.",
    "capctl_lists_total": "Lists that informers asked for.",
    "capctl_watch_failures_total": "Watches of informers that failed.",
  ]

  func count(_ name: String, _ labels: [String: String], by amount: Int) {
    let (names, values) = Self.split(labels)
    state.withLock { state in
      let counter =
        state.counters[name] ?? registry.counter(name, Self.help[name] ?? "", labels: names)
      state.counters[name] = counter
      return counter
    }.add(Double(amount), at: values)
  }

  func gauge(_ name: String, _ labels: [String: String], _ value: Double) {
    let (names, values) = Self.split(labels)
    state.withLock { state in
      let gauge = state.gauges[name] ?? registry.gauge(name, Self.help[name] ?? "", labels: names)
      state.gauges[name] = gauge
      return gauge
    }.set(value, at: values)
  }

  func time(_ name: String, _ labels: [String: String], _ duration: Duration) {
    let (names, values) = Self.split(labels)
    state.withLock { state in
      let histogram =
        state.times[name]
        ?? registry.histogram(
          name, Self.help[name] ?? "", labels: names, buckets: Histogram.seconds)
      state.times[name] = histogram
      return histogram
    }.observe(duration, at: values)
  }

  /// One order for all: labels of a family are told by their places.
  private static func split(_ labels: [String: String]) -> (names: [String], values: [String]) {
    let sorted = labels.sorted { $0.key < $1.key }
    return (sorted.map(\.key), sorted.map(\.value))
  }
}
