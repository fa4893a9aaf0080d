// SPDX-License-Identifier: Apache-2.0

import API
import Testing

struct GoDurationTests {
  @Test(arguments: [
    ("0", "0s", 0), ("20m", "20m0s", 1200), ("1h30m", "1h30m0s", 5400), ("90.5s", "1m30.5s", 90),
    ("500ms", "500ms", 0), ("1.5h", "1h30m0s", 5400), ("-2s", "-2s", -2), ("1µs", "1µs", 0),
    ("1us", "1µs", 0), ("7ns", "7ns", 0), (".5s", "500ms", 0), ("100h", "100h0m0s", 360_000),
  ])
  func `durations are read and written as Go does`(
    text: String, written: String, seconds: Int64
  ) throws {
    let duration = try #require(GoDuration(text))
    #expect(duration.description == written)
    #expect(duration.seconds == seconds)
  }

  @Test(arguments: [
    "", "5", "s", "5x", "1h 5m", "-", ".s", "9999999h", "1e3s", "99999999999999999999s",
  ])
  func `what is no duration is refused`(text: String) {
    #expect(GoDuration(text) == nil)
  }
}
