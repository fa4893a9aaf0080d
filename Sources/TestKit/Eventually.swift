// SPDX-License-Identifier: Apache-2.0

/// Waits for something that the outside world does without telling.
///
/// Where there is an event to await, await that instead.
package func eventually(
  _ what: String, within limit: Duration = .seconds(240), every pause: Duration = .milliseconds(10),
  _ holds: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while try await !holds() {
    guard ContinuousClock.now < deadline else {
      throw TestFailure("see that \(what)", "not so after \(limit)")
    }
    try await Task.sleep(for: pause)
  }
}
