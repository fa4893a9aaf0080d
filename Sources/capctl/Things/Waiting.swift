// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Kube
import Log
import Manifest
import Views

/// Waits until an object is as somebody wants it, and tells what stands in the way meanwhile.
struct Waiting {
  let session: Session
  let target: Target
  /// Nil is never.
  let deadline: ContinuousClock.Instant?

  /// - Returns: Whether it came to be so in time; told where not.
  func reach(_ goal: WaitGoal) async throws -> Bool {
    try await until {
      goal.isMet(by: $0)
    } obstacle: {
      goal.obstacle(in: $0)
    }
  }

  /// The same for the end of this very object, whatever comes in its place.
  func forEnd(of uid: String) async throws -> Bool {
    try await until {
      $0?.metadata.uid != uid
    } obstacle: {
      WaitGoal.gone.obstacle(in: $0)
    }
  }

  /// Until `isMet` says so, which is asked of each state, and after each `pause` in which nothing changes.
  func until(
    every pause: Duration = .seconds(300),
    _ isMet: (Object?) async throws -> Bool, obstacle: (Object?) -> String? = { _ in nil }
  ) async throws -> Bool {
    var told: String?
    while true {
      let (object, revision) = try await look()
      if try await isMet(object) { return true }
      let words = obstacle(object)
      if let words, words != told {
        session.console.say("\(target.title): \(words.flat)")
        told = words
      }
      guard try await change(since: revision, for: pause) else {
        let cause = "timed out waiting for the condition on \(target.plural)"
        session.console.say("error: \(cause)\(told.map { ": \($0.flat)" } ?? "")")
        return false
      }
    }
  }

  /// The object, and as of when.
  private func look() async throws(StatusError) -> (Object?, revision: String) {
    var options = ListOptions()
    options.fieldSelector = "metadata.name=\(target.name)"
    let list = try await session.call("find \(target.address)") { () async throws(StatusError) in
      try await session.client.list(collection, options)
    }
    return (list.items.first, list.resourceVersion)
  }

  private var collection: Address {
    var place = target.address
    place.name = nil
    return place
  }

  /// Waits until something may be different. False when time is up.
  private func change(
    since revision: String, for pause: Duration
  ) async throws -> Bool {
    let left = deadline.map { $0 - .now } ?? pause
    guard left > .zero else { return false }
    var options = WatchOptions()
    options.fieldSelector = "metadata.name=\(target.name)"
    options.resourceVersion = revision
    options.allowsBookmarks = false
    options.timeout = max(.seconds(1), min(left, pause))
    do throws(StatusError) {
      let watch = try await session.client.watch(collection, options)
      var events = watch.makeAsyncIterator()
      if try await events.next() != nil { return true }
    } catch {
      // What has happened since is too much to be told: look again.
      guard error.isExpired else { throw error }
    }
    return deadline.map { $0 > .now } ?? true
  }
}
