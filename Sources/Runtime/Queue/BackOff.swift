// SPDX-License-Identifier: Apache-2.0

/// How long to wait before trying again what failed: twice as long each time, up to a limit.
package struct BackOff: Sendable {
  package var first: Duration
  package var longest: Duration
  /// From 0 to 1, chosen anew each time: waits are up to a fifth longer, so that what failed together
  /// does not come back together.
  package var jitter: @Sendable () -> Double = { .random(in: 0...1) }

  package init(first: Duration = .milliseconds(200), longest: Duration = .seconds(300)) {
    self.first = first
    self.longest = longest
  }

  /// The wait after so many failures in a row.
  package func delay(after failures: Int) -> Duration {
    let delay = min(longest, first * (1 << min(max(0, failures - 1), 30)))
    return delay * (1 + jitter() / 5)
  }
}
