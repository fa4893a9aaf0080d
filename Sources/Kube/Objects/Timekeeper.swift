// SPDX-License-Identifier: Apache-2.0

/// What waits and measures go by: a clock that only goes forward, and the date.
///
/// The one of this machine in earnest; a clock that is turned by hand in tests.
package struct Timekeeper: Sendable {
  /// Since some moment before everything that is measured.
  package let elapsed: @Sendable () -> Duration
  package let date: @Sendable () -> Time
  private let pause: @Sendable (_ until: Duration) async throws -> Void

  /// Goes by `clock`. The date is told by `date`, which is given the time elapsed on the clock.
  package init<Source: Clock<Duration>>(
    _ clock: Source, date: @escaping @Sendable (Duration) -> Time
  ) {
    let start = clock.now
    elapsed = { start.duration(to: clock.now) }
    self.date = { date(start.duration(to: clock.now)) }
    pause = { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) }
  }

  /// The clocks of this machine.
  package static let system = Timekeeper(ContinuousClock()) { _ in Time.now() }

  /// Waits, or throws at once when the task is cancelled.
  package func sleep(_ duration: Duration) async throws(CancellationError) {
    try await sleep(until: elapsed() + duration)
  }

  /// Waits until so much has elapsed.
  package func sleep(until moment: Duration) async throws(CancellationError) {
    do { try await pause(moment) } catch { throw CancellationError() }
  }
}
