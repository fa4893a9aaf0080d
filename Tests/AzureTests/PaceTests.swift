// SPDX-License-Identifier: Apache-2.0

import HTTP
import Testing

@testable import Azure

/// How fast a subscription is called.
struct PaceTests {
  @Test func `a bucket gives what it has, and fills again`() throws {
    var bucket = TokenBucket(capacity: 3, perSecond: 2, at: 0)
    #expect((0..<3).allSatisfy { _ in bucket.take(at: 0) == nil })
    #expect(bucket.take(at: 0) == 0.5)
    #expect(bucket.take(at: 0.5) == nil)
    #expect(bucket.take(at: 100) == nil)
    #expect(bucket.level == 2)
    // A clock that goes back gives nothing away.
    #expect(bucket.take(at: 50) == nil)
    #expect(bucket.level == 1)
  }

  @Test func `what Azure says is left counts, where it is less`() {
    let pace = SubscriptionPace(at: 0)
    pace.learn(["x-ms-ratelimit-remaining-subscription-writes": "1"], .writes, at: 0)
    pace.learn(["x-ms-ratelimit-remaining-subscription-writes": "100"], .writes, at: 0)
    #expect(pace.admit(.writes, at: 0) == nil)
    #expect(pace.admit(.writes, at: 0) == 0.1)
    #expect(pace.admit(.reads, at: 0) == nil)
    pace.learn(
      [
        "x-ms-ratelimit-remaining-resource":
          "Microsoft.Compute/HighCostGet3Min;0,Microsoft.Compute/HighCostGet30Min;1200"
      ], .reads, at: 0)
    #expect(pace.admit(.reads, at: 0) == 0.04)
  }

  @Test func `whoever is told to wait makes all others wait`() {
    let paces = SubscriptionPaces()
    paces.pace(of: "A", in: .global, at: 0).hold(30, at: 0)
    #expect(paces.pace(of: "a", in: .global, at: 0).admit(.reads, at: 10) == 20)
    #expect(paces.pace(of: "a", in: .global, at: 0).admit(.deletes, at: 31) == nil)
    #expect(paces.pace(of: "b", in: .global, at: 0).admit(.reads, at: 10) == nil)
    #expect(paces.pace(of: "a", in: .china, at: 0).admit(.reads, at: 10) == nil)
  }

  private static let kinds: [(String, SubscriptionPace.Kind)] = [
    ("GET", .reads), ("HEAD", .reads), ("PUT", .writes), ("POST", .writes), ("PATCH", .writes),
    ("DELETE", .deletes),
  ]

  @Test(arguments: kinds) func `what a method counts as`(row: (String, SubscriptionPace.Kind)) {
    #expect(SubscriptionPace.Kind(row.0) == row.1)
  }
}
