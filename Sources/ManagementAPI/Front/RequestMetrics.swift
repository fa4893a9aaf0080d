// SPDX-License-Identifier: Apache-2.0

import HTTP
import Kube
package import Metrics
import Serving

/// What a request is about, in the words that metrics use.
struct RequestSubject: Sendable {
  var verb: String
  var group = ""
  var version = ""
  var resource = ""
  var subresource = ""

  /// What is not served has no name here: anybody could fill memory with names that they make up.
  init(_ request: ServerRequest, _ server: APIServer) {
    verb =
      ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(request.method) ? request.method : "other"
    guard let (cluster, route) = Route.read(request.path), case .resource(let address) = route,
      let (kind, _) = server.catalog(of: cluster).find(address.resource)
    else { return }
    group = kind.group
    version = address.resource.version
    resource = kind.plural
    if let name = address.subresource, ["status", "scale", "finalize", "eviction"].contains(name) {
      subresource = name
    }
    verb = Self.verb(request, isCollection: address.name == nil) ?? verb
  }

  private static func verb(_ request: ServerRequest, isCollection: Bool) -> String? {
    switch request.method {
    case "GET" where Query(request.query).flag("watch"): "WATCH"
    case "GET" where isCollection: "LIST"
    case "DELETE" where isCollection: "DELETECOLLECTION"
    case "PATCH" where request.headers["Content-Type"]?.hasPrefix("application/apply-patch") == true:
      "APPLY"
    default: nil
    }
  }
}

/// What is counted of requests, under the names that kube-apiserver has for it.
struct RequestMetrics: Sendable {
  private let requests: Counter
  private let durations: Histogram
  let openWatches: Gauge

  init(_ registry: MetricRegistry) {
    let subject = ["verb", "group", "version", "resource", "subresource"]
    requests = registry.counter(
      "apiserver_request_total", "Requests that were answered, by status code.",
      labels: subject + ["code"])
    durations = registry.histogram(
      "apiserver_request_duration_seconds", "How long answers took; watches are left out.",
      labels: subject, buckets: Histogram.seconds)
    openWatches = registry.gauge(
      "apiserver_registered_watchers", "Watches that are open.", labels: ["group", "resource"])
  }

  func note(_ subject: RequestSubject, _ status: Int, _ time: Duration) {
    requests.add(
      1, subject.verb, subject.group, subject.version, subject.resource, subject.subresource,
      String(status))
    guard subject.verb != "WATCH" else { return }
    durations.observe(
      time, subject.verb, subject.group, subject.version, subject.resource, subject.subresource)
  }
}

extension Store {
  /// Registers what is known of the store.
  package func register(in registry: MetricRegistry) {
    registry.reading("capctl_store_revision", "The last revision that is kept.") {
      [([], Double(self.revision))]
    }
    registry.reading(
      "apiserver_storage_objects", "Objects that are kept, by kind.", labels: ["resource"]
    ) {
      var counts: [String: Int] = [:]
      for (collection, count) in self.counts { counts[collection.resource, default: 0] += count }
      return counts.map { ([$0.key], Double($0.value)) }.sorted { $0.labels[0] < $1.labels[0] }
    }
    let sizes = registry.histogram(
      "capctl_store_commit_writes", "Writes that went to the disk together.",
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512])
    let durations = registry.histogram(
      "capctl_store_commit_duration_seconds", "How long it took to put them there.",
      buckets: Histogram.seconds)
    let failures = registry.counter(
      "capctl_store_commit_failures_total", "Batches of writes that the disk did not take.")
    observeCommits { commit in
      if commit.failure != nil { return failures.add() }
      sizes.observe(Double(commit.writes))
      durations.observe(commit.duration)
    }
  }
}
