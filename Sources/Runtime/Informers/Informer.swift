// SPDX-License-Identifier: Apache-2.0

package import Kube
import Log

/// Keeps a copy of a collection up to date, and tells handlers what changes in it.
///
/// It lists once, then watches; a watch that ends or breaks goes on where it was, and one that comes
/// too late for that is begun anew with a list.
package actor Informer {
  /// Called in the order of events, never two at a time, and waited for: it only takes notice.
  package typealias Handler = @Sendable (Change) -> Void

  package nonisolated let cache: Cache
  package nonisolated let collection: Address
  let client: any KubeClient
  let options: InformerOptions
  private nonisolated let listed = Gate<Bool>()
  private var handlers: [Handler] = []
  /// How far the watch has come.
  private var revision: UInt64 = 0
  /// What we know to be gone before the watch has told it, by when it went.
  private var gone: [Key: UInt64] = [:]

  package init(
    _ collection: Address, of client: any KubeClient, _ options: InformerOptions = .init()
  ) {
    self.collection = collection
    self.client = client
    self.options = options
    cache = Cache(indexes: options.indexes)
  }

  /// Waits until everything has been told that there was when the informer began.
  /// - Returns: false if the task was cancelled first.
  package nonisolated func synced() async -> Bool { await listed.wait() == true }

  /// From now on `handler` is told of every change, and first of what is there already.
  package func tell(_ handler: @escaping Handler) {
    for object in cache.objects { handler(Change(.added, object)) }
    handlers.append(handler)
  }

  /// Follows the collection until the task is cancelled; then nobody is told of anything any more. To be called once.
  package func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        var follower = Follower(self)
        await follower.run()
      }
      if let interval = options.resync { group.addTask { await self.resync(every: interval) } }
    }
    // Many hold on to what they are told by.
    handlers = []
  }

  /// Takes in what the server answered to a write of our own, so that the writer's next look does not
  /// wait for the watch. What the watch has told or outrun already is no news.
  package func know(_ written: Object) {
    guard let version = written.revision, version > revision else { return }
    let metadata = written.metadata
    let isGone =
      written.isDeleting && metadata.finalizers.isEmpty
      && (metadata.deletionGracePeriodSeconds ?? 0) == 0
    if isGone { gone[Key(written)] = version }
    if let change = cache.apply(isGone ? .deleted(written) : .modified(written)) {
      tellAll(change)
    }
  }

  func take(_ event: WatchEvent) {
    let told = event.object.revision
    if let told { revision = max(revision, told) }
    defer { if !gone.isEmpty { gone = gone.filter { $0.value > revision } } }
    // What was so before it went.
    if let end = gone[Key(event.object)], let told, told < end { return }
    if let change = cache.apply(event) { tellAll(change) }
  }

  func take(_ list: ObjectList) {
    // After a gap the server may even be a restored one: what it says counts.
    revision = UInt64(list.resourceVersion) ?? 0
    gone = [:]
    for change in cache.replace(with: list.items) { tellAll(change) }
    listed.open(true)
  }

  private func tellAll(_ change: Change) {
    for handler in handlers { handler(change) }
  }

  private func resync(every interval: Duration) async {
    while true {
      do { try await options.clock.sleep(interval) } catch { return }
      for object in cache.objects {
        tellAll(Change(.updated, object, old: object, isResync: true))
      }
    }
  }
}
