// SPDX-License-Identifier: Apache-2.0

/// How many calls may be made at once, and how soon there may be more. Pure: time is given to it.
struct TokenBucket: Sendable {
  let capacity: Double
  let perSecond: Double
  private(set) var level: Double
  private var at: Double

  init(capacity: Double, perSecond: Double, at now: Double) {
    self.capacity = capacity
    self.perSecond = perSecond
    level = capacity
    at = now
  }

  /// Takes one out.
  /// - Returns: Nil, or how many seconds it takes until there is one.
  mutating func take(at now: Double) -> Double? {
    fill(at: now)
    guard level >= 1 else { return (1 - level) / perSecond }
    level -= 1
    return nil
  }

  /// Somebody else, who knows, says that there is so much left. Others draw from it too.
  mutating func learn(remaining: Double, at now: Double) {
    fill(at: now)
    level = min(level, remaining)
  }

  private mutating func fill(at now: Double) {
    level = min(capacity, level + max(0, now - at) * perSecond)
    at = max(at, now)
  }
}
