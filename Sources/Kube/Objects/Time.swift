// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A moment, as the API writes it: RFC 3339 in UTC.
///
/// `metadata` and conditions count seconds; Leases and Events count microseconds.
package struct Time: Sendable, Hashable, Comparable {
  /// Since 1970-01-01T00:00:00Z.
  package var microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }
  package init(seconds: Int64) { microseconds = seconds * 1_000_000 }

  package static func now() -> Time {
    var moment = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &moment)
    return Time(
      microseconds: Int64(moment.tv_sec) * 1_000_000 + Int64(moment.tv_nsec) / 1000)
  }

  package static func < (left: Time, right: Time) -> Bool {
    left.microseconds < right.microseconds
  }

  package static func + (time: Time, duration: Duration) -> Time {
    let (seconds, atto) = duration.components
    return Time(microseconds: time.microseconds + seconds * 1_000_000 + atto / 1_000_000_000_000)
  }

  package static func - (later: Time, earlier: Time) -> Duration {
    .microseconds(later.microseconds - earlier.microseconds)
  }
}

extension Time: CustomStringConvertible {
  /// To the second: `2026-03-01T12:00:00Z`.
  package var description: String {
    let seconds = microseconds.flooredQuotient(1_000_000)
    let day = seconds.flooredQuotient(86_400)
    let (year, month, dayOfMonth) = Self.civil(day: day)
    let clock = seconds - day * 86_400
    guard !(0...9999).contains(year) else {
      return Self.text(year, month, dayOfMonth, clock)
    }
    return "\(year)" + Self.text(0, month, dayOfMonth, clock).dropFirst(4)
  }

  /// Written byte by byte: every write of an object writes several.
  private static func text(_ year: Int64, _ month: Int64, _ day: Int64, _ clock: Int64) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(20)
    func put(_ number: Int64, _ width: Int, _ sign: Unicode.Scalar) {
      var scale: Int64 = width == 4 ? 1000 : 10
      while scale > 0 {
        bytes.append(UInt8(48 + number / scale % 10))
        scale /= 10
      }
      bytes.append(UInt8(ascii: sign))
    }
    put(year, 4, "-")
    put(month, 2, "-")
    put(day, 2, "T")
    put(clock / 3600, 2, ":")
    put(clock / 60 % 60, 2, ":")
    put(clock % 60, 2, "Z")
    return String(decoding: bytes, as: UTF8.self)
  }

  /// To the microsecond: `2026-03-01T12:00:00.000000Z`.
  package var precise: String {
    let fraction = microseconds - microseconds.flooredQuotient(1_000_000) * 1_000_000
    return "\(description.dropLast()).\(Self.padded(fraction, 6))Z"
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// The date of a day counted from 1970-01-01, by the arithmetic of the Gregorian calendar's
  /// 400-year cycle, its years begun in March so that a leap day comes last.
  private static func civil(day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = day + 719_468
    let era = shifted.flooredQuotient(146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * dayOfYear + 2) / 153
    let month = march < 10 ? march + 3 : march - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * march + 2) / 5 + 1)
  }
}

extension Int64 {
  fileprivate func flooredQuotient(_ divisor: Int64) -> Int64 {
    self >= 0 ? self / divisor : -((divisor - 1 - self) / divisor)
  }
}
