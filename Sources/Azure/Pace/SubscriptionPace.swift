// SPDX-License-Identifier: Apache-2.0

import HTTP
import Synchronization

/// How fast one subscription may be called, by everything in this process together.
///
/// Azure counts reads, writes and deletes apart, fills each bucket again as time goes by, and tells with
/// each answer what is left. https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
package final class SubscriptionPace: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case reads, writes, deletes

    package init(_ method: String) {
      self =
        switch method {
        case "GET", "HEAD": .reads
        case "DELETE": .deletes
        default: .writes
        }
    }
  }

  private struct State: Sendable {
    var buckets: [Kind: TokenBucket]
    var quietUntil = 0.0
  }

  private let state: Mutex<State>

  package init(at now: Double) {
    state = Mutex(
      State(buckets: [
        .reads: TokenBucket(capacity: 250, perSecond: 25, at: now),
        .writes: TokenBucket(capacity: 200, perSecond: 10, at: now),
        .deletes: TokenBucket(capacity: 200, perSecond: 10, at: now),
      ]))
  }

  /// - Returns: Nil where a call may go now, or in how many seconds it may be asked for again.
  package func admit(_ kind: Kind, at now: Double) -> Double? {
    state.withLock { state in
      if state.quietUntil > now { return state.quietUntil - now }
      return state.buckets[kind]?.take(at: now)
    }
  }

  /// Azure wants to be left alone.
  package func hold(_ seconds: Double, at now: Double) {
    state.withLock { $0.quietUntil = max($0.quietUntil, now + seconds) }
  }

  /// Takes in what an answer tells of the limits.
  func learn(_ headers: HTTPHeaders, _ kind: Kind, at now: Double) {
    let names = ["x-ms-ratelimit-remaining-subscription-\(kind.rawValue)"]
    let said = names.compactMap { headers[$0] }.compactMap { Double($0) }
    let ofProvider = headers.all("x-ms-ratelimit-remaining-resource").flatMap(Self.remaining)
    guard let least = (said + ofProvider).min() else { return }
    state.withLock { $0.buckets[kind]?.learn(remaining: least, at: now) }
  }

  /// `Microsoft.Compute/HighCostGet3Min;159,Microsoft.Compute/HighCostGet30Min;1200`
  private static func remaining(_ text: String) -> [Double] {
    text.split(separator: ",").compactMap { $0.split(separator: ";").last.flatMap { Double($0) } }
  }
}

/// The paces of all subscriptions.
package final class SubscriptionPaces: Sendable {
  private let all = Mutex<[String: SubscriptionPace]>([:])

  package init() {}

  package func pace(of subscription: String, in cloud: AzureCloud, at now: Double)
    -> SubscriptionPace
  {
    let key = cloud.manager + "/" + subscription.lowercased()
    return all.withLock { all in
      let pace = all[key] ?? SubscriptionPace(at: now)
      all[key] = pace
      return pace
    }
  }
}
