// SPDX-License-Identifier: Apache-2.0

package import Kube

/// The informers of one client: one for each collection and selection, whoever asks for it.
package actor Informers {
  private struct Place: Hashable {
    let collection: Address
    let labels: String
    let fields: String
  }

  private let client: any KubeClient
  private let options: InformerOptions
  private var informers: [Place: Informer] = [:]
  private var running: [Place: Task<Void, Never>] = [:]
  private var isStarted = false
  private var isStopped = false

  /// `options` are those of every informer; what an informer selects is said where it is asked for.
  package init(_ client: any KubeClient, _ options: InformerOptions = InformerOptions()) {
    self.client = client
    self.options = options
  }

  /// The informer of a collection. Indexes are the first caller's to name, for a cache is built with them.
  package func informer(
    _ collection: Address, labels: String = "", fields: String = "",
    indexes: [String: Cache.Index] = [:]
  ) -> Informer {
    let place = Place(collection: collection, labels: labels, fields: fields)
    if let known = informers[place] { return known }
    var options = options
    options.labelSelector = labels
    options.fieldSelector = fields
    options.indexes.merge(indexes) { $1 }
    let informer = Informer(collection, of: client, options)
    informers[place] = informer
    if isStarted { start(place, informer) }
    return informer
  }

  /// Starts all informers, now and those asked for later, and waits until they know what there is.
  /// - Returns: false if the task was cancelled first.
  package func start() async -> Bool {
    isStarted = true
    for (place, informer) in informers where running[place] == nil { start(place, informer) }
    for informer in informers.values where await !informer.synced() { return false }
    return true
  }

  /// Ends all watches, and waits for that.
  package func stop() async {
    isStopped = true
    let tasks = running.values
    running = [:]
    for task in tasks { task.cancel() }
    for task in tasks { await task.value }
  }

  private func start(_ place: Place, _ informer: Informer) {
    guard !isStopped else { return }
    running[place] = Task { await informer.run() }
  }
}
