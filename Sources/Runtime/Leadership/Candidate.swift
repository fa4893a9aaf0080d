// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// How leaders are elected: by one Lease, which its holder renews.
package struct ElectionOptions: Sendable, Hashable {
  /// Others wait so long after the last sign of life.
  package var leaseDuration = Duration.seconds(15)
  /// The holder that could not renew for so long leads no more.
  package var renewDeadline = Duration.seconds(10)
  /// How often the holder renews, and the others look.
  package var retryPeriod = Duration.seconds(2)

  package init() {}
}

/// What one candidate knows of the Lease, and may do next. Another's clock is never compared with ours:
/// what counts is how long we have seen the Lease unchanged.
struct Candidate {
  enum Step: Hashable { case create, update, wait }

  let identity: String
  let options: ElectionOptions
  private var seen: Value?
  private var seenAt = Duration.zero

  init(_ identity: String, _ options: ElectionOptions) {
    self.identity = identity
    self.options = options
  }

  var holder: String { seen?["holderIdentity"]?.string ?? "" }
  var isLeader: Bool { holder == identity }

  /// Takes in the Lease as it is; nil where there is none.
  mutating func see(_ lease: Object?, at now: Duration) {
    guard lease?.spec != seen else { return }
    seen = lease?.spec
    seenAt = now
  }

  func step(at now: Duration) -> Step {
    guard seen != nil else { return .create }
    if holder.isEmpty || isLeader { return .update }
    return seenAt + options.leaseDuration > now ? .wait : .update
  }

  /// The Lease's spec once we hold it.
  func held(at date: Time) -> Value {
    let transitions = seen?["leaseTransitions"]?.int ?? 0
    let isNew = seen != nil && !isLeader
    let begun = isLeader ? seen?["acquireTime"]?.string : nil
    return [
      "holderIdentity": .string(identity),
      "leaseDurationSeconds": .int(options.leaseDuration.components.seconds),
      "acquireTime": .string(begun ?? date.precise), "renewTime": .string(date.precise),
      "leaseTransitions": .int(isNew ? transitions + 1 : transitions),
    ]
  }

  /// The Lease's spec once we have let go of it: whoever looks next may take it.
  func released(at date: Time) -> Value {
    [
      "holderIdentity": "", "leaseDurationSeconds": 1, "acquireTime": .string(date.precise),
      "renewTime": .string(date.precise),
      "leaseTransitions": .int(seen?["leaseTransitions"]?.int ?? 0),
    ]
  }
}
