// SPDX-License-Identifier: Apache-2.0

/// The forms of date and time that YAML 1.1 takes for timestamps, as far as kubectl knows them:
/// `2001-12-14`, `2001-12-14t21:59:43.10-05:00`, `2001-12-14 21:59:43.10`.
enum Timestamp {
  static func matches(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= 8, bytes[4] == ASCII.minus else { return false }
    var form = Form(text: String(validUTF8: bytes, isASCII: false).utf8[...])
    guard let year = form.number(4...4), form.skip("-"),
      let month = form.number(1...2), (1...12).contains(month), form.skip("-"),
      let day = form.number(1...2), (1...days(in: month, of: year)).contains(day)
    else { return false }
    if form.isOver { return true }
    let isZoned = form.skip("T") || form.skip("t")
    guard isZoned || form.skip(" "), form.skipTime() else { return false }
    return (!isZoned || form.skipZone()) && form.isOver
  }

  /// A timestamp as Go writes a time into JSON: `2001-12-14T21:59:43.1-05:00`.
  static func writtenOut(_ bytes: Span<UInt8>) -> String {
    var form = Form(text: String(validUTF8: bytes, isASCII: false).utf8[...])
    var fields: [String] = []
    while fields.count < 6 {
      fields.append(form.digits(atLeast: fields.isEmpty ? 4 : 2))
      if form.text.first == ASCII.dot || form.text.first == ASCII.comma { break }
      if fields.count < 6 { _ = form.text.popFirst() }
    }
    let fraction = form.fraction()
    let zone = String(Substring(form.text))
    return fields[..<3].joined(separator: "-") + "T" + fields[3...].joined(separator: ":")
      + fraction + (zone.isEmpty || zone.dropFirst() == "00:00" ? "Z" : zone)
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }
}

/// What is left to match.
private struct Form {
  var text: Substring.UTF8View

  var isOver: Bool { text.isEmpty }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard text.first == UInt8(ascii: character) else { return false }
    text.removeFirst()
    return true
  }

  /// A number of so many digits, as many as there are.
  mutating func number(_ lengths: ClosedRange<Int>) -> Int? {
    let digits = text.prefix(lengths.upperBound).prefix(while: ASCII.isDigit)
    guard digits.count >= lengths.lowerBound else { return nil }
    text.removeFirst(digits.count)
    return Int(String(Substring(digits)))
  }

  mutating func skipTime() -> Bool {
    guard let hour = number(1...2), hour < 24, skip(":"),
      let minute = number(1...2), minute < 60, skip(":"),
      let second = number(1...2), second < 60
    else { return false }
    if let next = text.dropFirst().first, ASCII.isDigit(next), skip(".") || skip(",") {
      text = text.drop(while: ASCII.isDigit)
    }
    return true
  }

  mutating func skipZone() -> Bool {
    if skip("Z") { return true }
    guard skip("+") || skip("-"), let hour = number(2...2), hour <= 24, skip(":"),
      let minute = number(2...2), minute <= 60
    else { return false }
    return true
  }

  /// The digits that come next, with zeros before them where they are fewer.
  mutating func digits(atLeast count: Int) -> String {
    let digits = String(Substring(text.prefix(while: ASCII.isDigit)))
    text.removeFirst(digits.utf8.count)
    return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
  }

  /// The point and the digits behind it, without zeros at the end, and at most nine.
  mutating func fraction() -> String {
    guard skip(".") || skip(",") else { return "" }
    let digits = text.prefix(while: ASCII.isDigit)
    text.removeFirst(digits.count)
    let kept = digits.prefix(9).reversed().drop { $0 == ASCII.zero }.reversed()
    return kept.isEmpty ? "" : "." + String(decoding: Array(kept), as: UTF8.self)
  }
}
