// SPDX-License-Identifier: Apache-2.0

import HTTP

/// The tokens of one kind of call of one subscription: as many calls as it holds at once, and then as
/// many as run into it.
struct Bucket: Sendable {
  let size: Double
  let perSecond: Double
  private(set) var tokens: Double
  private var filled: Duration

  init(size: Double, perSecond: Double, at now: Duration) {
    self.size = size
    self.perSecond = perSecond
    tokens = size
    filled = now
  }

  /// Takes one; false if there is none.
  mutating func take(at now: Duration) -> Bool {
    tokens = min(size, tokens + (now - filled).inSeconds * perSecond)
    filled = now
    guard tokens >= 1 else { return false }
    tokens -= 1
    return true
  }
}

extension World {
  /// Counts a call against its subscription's limits, and tells what is left.
  mutating func throttle(_ call: Call, _ headers: inout HTTPHeaders) throws(ARMError) {
    let words = call.path.split(separator: "/")
    guard words.count > 1, words[0].lowercased() == "subscriptions" else { return }
    let kind = call.method == "DELETE" ? "deletes" : call.isWrite ? "writes" : "reads"
    let key = "\(words[1].lowercased()) \(kind)"
    let limit = settings.limit(kind)
    var bucket =
      buckets[key] ?? Bucket(size: limit.size, perSecond: limit.perSecond, at: now)
    let isGranted = bucket.take(at: now)
    buckets[key] = bucket
    headers["x-ms-ratelimit-remaining-subscription-\(kind)"] = String(Int(bucket.tokens))
    guard !isGranted, settings.throttles else { return }
    var error = ARMError(
      429, "TooManyRequests",
      "The request is being throttled as the limit has been reached for operation type - "
        + "\(kind.prefix(1).uppercased())\(kind.dropFirst().dropLast()).")
    error.headers["Retry-After"] = "1"
    throw error
  }
}
