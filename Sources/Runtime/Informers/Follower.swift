// SPDX-License-Identifier: Apache-2.0

import Kube
import Log

/// Where an informer is in its collection, and how it gets on.
struct Follower {
  private let informer: Informer
  /// The last revision that is known; nil where a list must say.
  private var revision: String?
  private var failures = 0

  init(_ informer: Informer) { self.informer = informer }

  private var options: InformerOptions { informer.options }
  private var name: String { "\(informer.collection.resource.qualified)" }

  /// What a failure means for the next step.
  enum Remedy: Hashable { case list, resume }

  /// A server that does not answer forgets nothing by that.
  static func remedy(for error: StatusError) -> Remedy {
    error.isTransient ? .resume : .list
  }

  mutating func run() async {
    while !Task.isCancelled {
      let start = options.clock.elapsed()
      do throws(StatusError) {
        if revision == nil { try await list() }
        try await watch()
        // A server that ends each watch at once must not be asked in a circle.
        let isQuick = options.clock.elapsed() - start < .seconds(1)
        if isQuick { await pause() } else { failures = 0 }
      } catch {
        if error.isCancelled || Task.isCancelled { return }
        if Self.remedy(for: error) == .list { revision = nil }
        options.meter.count("capctl_watch_failures_total", ["resource": name], by: 1)
        options.log?.debug("a watch failed", ["resource": name, "error": "\(error)"])
        // What is merely too old is listed at once, the first time.
        if !(error.isExpired && failures == 0) { await pause() } else { failures = 1 }
      }
    }
  }

  private mutating func pause() async {
    failures += 1
    try? await options.clock.sleep(options.backOff.delay(after: failures))
  }

  private mutating func list() async throws(StatusError) {
    var request = ListOptions()
    request.labelSelector = options.labelSelector
    request.fieldSelector = options.fieldSelector
    let list = try await informer.client.listAll(informer.collection, request)
    await informer.take(list)
    revision = list.resourceVersion
    failures = 0
    options.meter.count("capctl_lists_total", ["resource": name], by: 1)
  }

  private mutating func watch() async throws(StatusError) {
    var request = WatchOptions()
    request.labelSelector = options.labelSelector
    request.fieldSelector = options.fieldSelector
    request.resourceVersion = revision
    request.timeout = options.watchLength * Double.random(in: 1...2)
    let watch = try await informer.client.watch(informer.collection, request)
    for try await event in watch {
      await informer.take(event)
      revision = event.object.metadata.resourceVersion ?? revision
      failures = 0
    }
  }
}
