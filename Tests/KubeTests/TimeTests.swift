// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kube
import Testing

struct TimeTests {
  @Test func `every day from 1601 to 2370 is written as Foundation writes it`() {
    let style = Date.ISO8601FormatStyle()
    for day in stride(from: Int64(-134_774), through: 146_097, by: 1) {
      let seconds = day * 86_400 + (day & 0xffff)
      let date = Date(timeIntervalSince1970: TimeInterval(seconds))
      #expect(Time(seconds: seconds).description == date.formatted(style))
    }
  }

  @Test func `what is written is read back`() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let time = Time(
        microseconds: Int64.random(
          in: -60_000_000_000_000_000...250_000_000_000_000_000, using: &random))
      #expect(Time(time.precise) == time)
    }
  }

  @Test(arguments: [
    ("2026-03-01T12:00:00Z", "2026-03-01T12:00:00.000000Z"),
    ("2026-03-01T12:00:00.5Z", "2026-03-01T12:00:00.500000Z"),
    ("2026-03-01T12:00:00.123456789Z", "2026-03-01T12:00:00.123456Z"),
    ("2026-03-01T12:00:00+02:00", "2026-03-01T10:00:00.000000Z"),
    ("2024-02-29T23:59:59-00:30", "2024-03-01T00:29:59.000000Z"),
  ])
  func `offsets and fractions are read`(text: String, precise: String) {
    #expect(Time(text)?.precise == precise)
  }

  @Test(arguments: [
    "", "2026-03-01", "2026-03-01T12:00:00", "2026-02-30T12:00:00Z", "2026-13-01T12:00:00Z",
    "2026-03-01T24:00:00Z", "2026-03-01T12:00:00.Z", "2026-03-01T12:00:00Zx", "26-03-01T12:00:00Z",
  ])
  func `what is no moment is refused`(text: String) {
    #expect(Time(text) == nil)
  }
}
