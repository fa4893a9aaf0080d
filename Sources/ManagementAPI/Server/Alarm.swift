// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Nudges a feed whenever it has something to say of itself.
///
/// One task for the feed's whole life: a timer that is given up still takes its place until its time.
final class Alarm: Sendable {
  private let task = Mutex<Task<Void, Never>?>(nil)

  /// Does nothing where it goes already, or nothing will ever be due.
  func start(for feed: Feed) {
    guard feed.due != nil else { return }
    task.withLock { task in
      guard task == nil else { return }
      task = Task { [weak feed] in
        var last: ContinuousClock.Instant?
        while let due = feed?.due, !Task.isCancelled {
          // A reader that is slow to hear what is due is told once a second.
          let next = due == last ? ContinuousClock.now + .seconds(1) : due
          try? await Task.sleep(until: next, tolerance: .milliseconds(500))
          last = due
          feed?.nudge()
        }
      }
    }
  }

  func stop() { task.withLock { $0?.cancel() } }
}
