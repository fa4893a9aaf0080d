// SPDX-License-Identifier: Apache-2.0

/// How long something has been well. Pure.
///
/// What is applied is seen by those who work on it a moment later. Until then Clusters say that all is well, and mean
/// what was there before: another template makes no new generation of what refers to it. So only what lasts counts.
package struct Calm: Sendable {
  private let length: Duration
  private var since: ContinuousClock.Instant?

  /// Whoever has little time takes what is there.
  package init(within limit: Duration?) {
    length = limit.map { $0 >= .seconds(10) } ?? true ? .seconds(3) : .zero
  }

  /// Says that all is well at a moment; whether it has been long enough.
  package mutating func hasLasted(at now: ContinuousClock.Instant) -> Bool {
    let start = since ?? now
    since = start
    return now - start >= length
  }

  package mutating func end() { since = nil }
}
