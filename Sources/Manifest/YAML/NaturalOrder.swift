// SPDX-License-Identifier: Apache-2.0

/// The order in which kubectl writes the keys of a YAML map: letters behind everything else, and
/// numbers by their value, so that `a2` comes before `a10`.
enum NaturalOrder {
  static func precedes(_ left: String, _ right: String) -> Bool {
    if let decided = precedesByLetter(left.utf8.span, right.utf8.span) { return decided }
    let left = Array(left.unicodeScalars)
    let right = Array(right.unicodeScalars)
    guard let place = zip(left, right).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
      return left.count < right.count
    }
    switch (left[place].isLetter, right[place].isLetter) {
    case (true, true): return left[place] < right[place]
    case (true, false): return false
    case (false, true): return true
    case (false, false): break
    }
    let start = startsWithinNumber(left, right, at: place) ? 1 : 0
    let (leftNumber, leftEnd) = number(in: left, from: place, start: Int64(start))
    let (rightNumber, rightEnd) = number(in: right, from: place, start: Int64(start))
    if leftNumber != rightNumber { return leftNumber < rightNumber }
    return leftEnd != rightEnd ? leftEnd < rightEnd : left[place] < right[place]
  }

  /// What decides nearly always: two letters of ASCII.
  private static func precedesByLetter(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool? {
    for place in 0..<min(left.count, right.count) where left[place] != right[place] {
      guard ASCII.isLetter(left[place]), ASCII.isLetter(right[place]) else { return nil }
      return left[place] < right[place]
    }
    return nil
  }

  /// Whether a zero at this place is not the first of its number.
  private static func startsWithinNumber(
    _ left: [Unicode.Scalar], _ right: [Unicode.Scalar], at place: Int
  ) -> Bool {
    guard left[place] == "0" || right[place] == "0" else { return false }
    return left[..<place].reversed().prefix(while: \.isDecimal).contains { $0 != "0" }
  }

  private static func number(
    in text: [Unicode.Scalar], from place: Int, start: Int64
  ) -> (Int64, end: Int) {
    var number = start
    var end = place
    while end < text.count, text[end].isDecimal {
      number = number &* 10 &+ (Int64(text[end].value) - 0x30)
      end += 1
    }
    return (number, end)
  }
}

extension Unicode.Scalar {
  fileprivate var isDecimal: Bool { properties.generalCategory == .decimalNumber }

  fileprivate var isLetter: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}
