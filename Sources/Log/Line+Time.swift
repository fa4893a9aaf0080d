// SPDX-License-Identifier: Apache-2.0

import Glibc

extension Line {
  /// The moment as `2026-01-31T23:59:59.999Z`, digit by digit.
  mutating func addTime(_ time: Timestamp) {
    var seconds = time.seconds
    var parts = unsafe tm()
    unsafe gmtime_r(&seconds, &parts)
    unsafe addNumber(Int(parts.tm_year) + 1900, digits: 4)
    add("-")
    unsafe addNumber(Int(parts.tm_mon) + 1, digits: 2)
    add("-")
    unsafe addNumber(Int(parts.tm_mday), digits: 2)
    add("T")
    unsafe addNumber(Int(parts.tm_hour), digits: 2)
    add(":")
    unsafe addNumber(Int(parts.tm_min), digits: 2)
    add(":")
    unsafe addNumber(Int(parts.tm_sec), digits: 2)
    add(".")
    addNumber(time.milliseconds, digits: 3)
    add("Z")
  }

  private mutating func addNumber(_ number: Int, digits: Int) {
    var divisor = 1
    for _ in 1..<digits { divisor *= 10 }
    while divisor > 0 {
      add(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
  }
}
