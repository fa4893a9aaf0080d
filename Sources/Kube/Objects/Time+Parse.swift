// SPDX-License-Identifier: Apache-2.0

extension Time {
  /// Nil where the text is not RFC 3339: `2026-03-01T12:00:00Z`, with a fraction or an offset if need be.
  package init?(_ text: String) {
    if let plain = Self.plain(text) {
      self = plain
      return
    }
    var scanner = DigitScanner(text)
    guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2, 1...12),
      scanner.skip("-"), let day = scanner.digits(2, 1...31),
      scanner.skip("T") || scanner.skip("t"), let hour = scanner.digits(2, 0...23),
      scanner.skip(":"), let minute = scanner.digits(2, 0...59), scanner.skip(":"),
      let second = scanner.digits(2, 0...60)
    else { return nil }
    let fraction = scanner.skip(".") ? scanner.fraction() : 0
    guard let fraction, let offset = scanner.offset(), scanner.isAtEnd else { return nil }
    let days = Self.days(year: year, month: month, day: day)
    guard Time(seconds: days * 86_400).description.hasPrefix(text.prefix(10)) else { return nil }
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
    self.init(microseconds: seconds * 1_000_000 + fraction)
  }

  /// The form that we write ourselves, which is what is nearly always read; nil for every other.
  private static func plain(_ text: String) -> Time? {
    let bytes = text.utf8.span
    guard bytes.count == 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
      bytes[16] == UInt8(ascii: ":"), bytes[19] == UInt8(ascii: "Z")
    else { return nil }
    var numbers: (year: Int64, rest: Int64) = (0, 0)
    for place in 0..<4 {
      guard let digit = digit(bytes[place]) else { return nil }
      numbers.year = numbers.year * 10 + digit
    }
    for place in [5, 6, 8, 9, 11, 12, 14, 15, 17, 18] {
      guard let digit = digit(bytes[place]) else { return nil }
      numbers.rest = numbers.rest * 10 + digit
    }
    let (month, day) = (numbers.rest / 100_000_000, numbers.rest / 1_000_000 % 100)
    let (hour, minute) = (numbers.rest / 10_000 % 100, numbers.rest / 100 % 100)
    let second = numbers.rest % 100
    // Days that only some months have are left to the slower way, which asks the calendar.
    guard (1...12).contains(month), (1...28).contains(day), hour < 24, minute < 60, second < 60
    else { return nil }
    let days = days(year: numbers.year, month: month, day: day)
    return Time(seconds: days * 86_400 + hour * 3600 + minute * 60 + second)
  }

  private static func digit(_ byte: UInt8) -> Int64? {
    (48...57).contains(byte) ? Int64(byte) - 48 : nil
  }

  /// The days from 1970-01-01 to a date; the way back from `civil(day:)`.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let march = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * march + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

/// Reads fixed-width numbers from the head of a text.
private struct DigitScanner {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = Substring(text).utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard let first = rest.first, UInt32(first) == character.value else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func digit() -> Int64? {
    guard let first = rest.first, (48...57).contains(first) else { return nil }
    rest.removeFirst()
    return Int64(first) - 48
  }

  mutating func digits(_ width: Int, _ range: ClosedRange<Int64> = 0...9999) -> Int64? {
    var number: Int64 = 0
    for _ in 0..<width {
      guard let digit = digit() else { return nil }
      number = number * 10 + digit
    }
    return range.contains(number) ? number : nil
  }

  /// Microseconds, what is finer cut off.
  mutating func fraction() -> Int64? {
    guard var number = digit() else { return nil }
    var width = 1
    while let digit = digit() {
      if width < 6 { number = number * 10 + digit }
      width += 1
    }
    for _ in min(width, 6)..<6 { number *= 10 }
    return number
  }

  /// Seconds east of UTC.
  mutating func offset() -> Int64? {
    if skip("Z") || skip("z") { return 0 }
    let sign: Int64 = skip("+") ? 1 : -1
    guard sign == 1 || skip("-"), let hour = digits(2, 0...23), skip(":"),
      let minute = digits(2, 0...59)
    else { return nil }
    return sign * (hour * 3600 + minute * 60)
  }
}
