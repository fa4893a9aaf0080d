// SPDX-License-Identifier: Apache-2.0

/// What an unquoted YAML scalar means to kubectl, which follows YAML 1.1 in its own way: `yes` and
/// `on` are booleans, `0777` and `0o777` are octal, `1_000` is a number, `1:30` is not.
enum PlainScalar: Equatable {
  case text
  case null
  case bool(Bool)
  case int(Int64)
  /// A whole number that only fits without a sign.
  case unsigned(UInt64)
  case double(Double)
  /// Text to whoever reads it, but quoted on the way out.
  case timestamp

  init(_ bytes: Span<UInt8>, _ dialect: Dialect = .kubectl) {
    guard bytes.count > 0 else {
      self = .null
      return
    }
    switch bytes[0] {
    case ASCII.plus, ASCII.minus, ASCII.zero...ASCII.nine:
      self = PlainScalar(digits: bytes) ?? PlainScalar(number: bytes) ?? .text
    case ASCII.dot: self = PlainScalar(fraction: bytes) ?? .text
    case UInt8(ascii: "~"): self = bytes.count == 1 ? .null : .text
    default: self = PlainScalar(word: bytes, dialect) ?? .text
    }
  }

  private init?(word bytes: Span<UInt8>, _ dialect: Dialect) {
    switch (bytes[0] | 0x20, bytes.count) {
    case (UInt8(ascii: "t"), 4) where bytes.spells("true"): self = .bool(true)
    case (UInt8(ascii: "f"), 5) where bytes.spells("false"): self = .bool(false)
    case (UInt8(ascii: "n"), 4) where bytes.spells("null"): self = .null
    default:
      guard dialect == .kubectl, let isTrue = Self.answer(bytes) else { return nil }
      self = .bool(isTrue)
    }
  }

  /// What the words are that YAML 1.2 no longer takes for booleans.
  private static func answer(_ bytes: Span<UInt8>) -> Bool? {
    switch (bytes[0] | 0x20, bytes.count) {
    case (UInt8(ascii: "y"), 1): true
    case (UInt8(ascii: "n"), 1): false
    case (UInt8(ascii: "y"), 3) where bytes.spells("yes"): true
    case (UInt8(ascii: "n"), 2) where bytes.spells("no"): false
    case (UInt8(ascii: "o"), 2) where bytes.spells("on"): true
    case (UInt8(ascii: "o"), 3) where bytes.spells("off"): false
    default: nil
    }
  }

  /// What most numbers are: a few decimal digits.
  private init?(digits bytes: Span<UInt8>) {
    guard bytes.count < 19, bytes[0] != ASCII.zero || bytes.count == 1 else { return nil }
    var number: Int64 = 0
    for place in 0..<bytes.count {
      guard ASCII.isDigit(bytes[place]) else { return nil }
      number = number * 10 + Int64(bytes[place] - ASCII.zero)
    }
    self = .int(number)
  }

  private init?(number bytes: Span<UInt8>) {
    if Timestamp.matches(bytes) {
      self = .timestamp
    } else if let number = Self.number(bytes.without(ASCII.underscore).span) {
      self = number
    } else if bytes.count == 5, Self.notFinite(bytes.extracting(1...)) == .infinity {
      self = .double(bytes[0] == ASCII.minus ? -.infinity : .infinity)
    } else {
      return nil
    }
  }

  /// A number that starts with its point, in which an underscore has a digit on both sides.
  private init?(fraction bytes: Span<UInt8>) {
    for place in 0..<bytes.count where bytes[place] == ASCII.underscore {
      guard place + 1 < bytes.count, ASCII.isDigit(bytes[place - 1]),
        ASCII.isDigit(bytes[place + 1])
      else { return nil }
    }
    let number = Self.double(bytes.without(ASCII.underscore).span) ?? Self.notFinite(bytes)
    guard let number else { return nil }
    self = .double(number)
  }

  private static func notFinite(_ bytes: Span<UInt8>) -> Double? {
    switch String(validUTF8: bytes, isASCII: false) {
    case ".inf", ".Inf", ".INF": .infinity
    case ".nan", ".NaN", ".NAN": .nan
    default: nil
    }
  }
}

extension PlainScalar {
  private static func number(_ bytes: Span<UInt8>) -> PlainScalar? {
    if let integer = integer(bytes) { return integer }
    return double(bytes).map { .double($0) }
  }

  /// A whole number, in the base that its prefix tells.
  private static func integer(_ bytes: Span<UInt8>) -> PlainScalar? {
    let isNegative = bytes[0] == ASCII.minus
    let isSigned = isNegative || bytes[0] == ASCII.plus
    let start = isSigned ? 1 : 0
    let (radix, prefix) = radix(bytes.extracting(start...))
    guard start + prefix < bytes.count,
      let size = magnitude(bytes.extracting((start + prefix)...), radix)
    else { return nil }
    if isNegative { return size <= 1 << 63 ? .int(Int64(truncatingIfNeeded: 0 &- size)) : nil }
    if let int = Int64(exactly: size) { return .int(int) }
    return isSigned ? nil : .unsigned(size)
  }

  private static func radix(_ digits: Span<UInt8>) -> (UInt32, prefix: Int) {
    guard digits.count > 1, digits[0] == ASCII.zero else { return (10, 0) }
    return switch digits[1] | 0x20 {
    case UInt8(ascii: "x"): (16, 2)
    case UInt8(ascii: "o"): (8, 2)
    case UInt8(ascii: "b"): (2, 2)
    default: (8, 1)
    }
  }

  private static func magnitude(_ digits: Span<UInt8>, _ radix: UInt32) -> UInt64? {
    var size: UInt64 = 0
    for place in 0..<digits.count {
      guard let digit = ASCII.hexValue(digits[place]), digit < radix else { return nil }
      let (product, isTooLarge) = size.multipliedReportingOverflow(by: UInt64(radix))
      let (sum, isLarger) = product.addingReportingOverflow(UInt64(digit))
      if isTooLarge || isLarger { return nil }
      size = sum
    }
    return size
  }

  /// `[-+]? (digits [. digits?] | . digits) [e [-+]? digits]`; nil where it is too large.
  private static func double(_ bytes: Span<UInt8>) -> Double? {
    var place = bytes.skipSign(at: 0)
    var figures = bytes.digitCount(from: place)
    place += figures
    if place < bytes.count, bytes[place] == ASCII.dot {
      let fraction = bytes.digitCount(from: place + 1)
      place += 1 + fraction
      figures += fraction
    }
    guard figures > 0 else { return nil }
    if place < bytes.count, bytes[place] | 0x20 == UInt8(ascii: "e") {
      place = bytes.skipSign(at: place + 1)
      let power = bytes.digitCount(from: place)
      guard power > 0 else { return nil }
      place += power
    }
    guard place == bytes.count, let double = Double(String(validUTF8: bytes, isASCII: true)),
      double.isFinite
    else { return nil }
    return double
  }
}

extension Span<UInt8> {
  /// Whether the letters are those of a word, in the cases YAML allows: `true`, `True`, `TRUE`.
  fileprivate func spells(_ word: StaticString) -> Bool {
    let restIsUpper = self[1] & 0x20 == 0
    if restIsUpper, self[0] & 0x20 != 0 { return false }
    for place in 0..<count {
      // The word is as long as the span: that was looked at first.
      guard unsafe self[place] | 0x20 == word.utf8Start[place],
        place == 0 || (self[place] & 0x20 == 0) == restIsUpper
      else { return false }
    }
    return true
  }

  fileprivate func without(_ unwanted: UInt8) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    for place in 0..<count where self[place] != unwanted { bytes.append(self[place]) }
    return bytes
  }

  fileprivate func skipSign(at place: Int) -> Int {
    guard place < count, self[place] == ASCII.plus || self[place] == ASCII.minus else {
      return place
    }
    return place + 1
  }

  fileprivate func digitCount(from start: Int) -> Int {
    var end = start
    while end < count, ASCII.isDigit(self[end]) { end += 1 }
    return end - start
  }
}
