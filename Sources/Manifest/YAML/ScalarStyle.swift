// SPDX-License-Identifier: Apache-2.0

/// The form a string is written in, chosen as kubectl chooses it.
enum ScalarStyle {
  case plain, singleQuoted, doubleQuoted, literal

  init(for text: String, isKey: Bool) {
    let bytes = text.utf8.span
    // As a key, `<<` would be read back as a merge, though kubectl writes it plain.
    let isText =
      PlainScalar(bytes) == .text && !SixtyBased.matches(text) && !(isKey && text == "<<")
    if isText, Self.isSimple(bytes) {
      self = .plain
      return
    }
    let shape = TextShape(text)
    if text.utf8.contains(ASCII.newline) {
      self = shape.canBeLiteral ? .literal : .doubleQuoted
    } else if isText, shape.canBePlain {
      self = .plain
    } else {
      self = isText && shape.canBeSingleQuoted ? .singleQuoted : .doubleQuoted
    }
  }

  /// Whether a text has nothing in it that could mean anything: most are like that.
  private static func isSimple(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 0, ASCII.isLetterOrDigit(bytes[0]) else { return false }
    for place in 1..<bytes.count {
      switch bytes[place] {
      case ASCII.minus, ASCII.dot, ASCII.underscore, UInt8(ascii: "/"): continue
      case let byte: guard ASCII.isLetterOrDigit(byte) else { return false }
      }
    }
    return true
  }
}

/// What there is in a text that keeps it from being written in one form or another.
private struct TextShape {
  private var hasIndicator = false
  private var hasBreak = false
  private var hasSpecial = false
  private var hasSpaceThenBreak = false
  private var hasBreakThenSpace = false
  private let startsBlank: Bool
  private let endsInSpace: Bool
  private let endsInBreak: Bool

  var canBePlain: Bool {
    canBeSingleQuoted && !hasIndicator && !hasBreak && !startsBlank && !endsInSpace && !endsInBreak
  }
  var canBeSingleQuoted: Bool { !hasSpecial && !hasSpaceThenBreak && !hasBreakThenSpace }
  var canBeLiteral: Bool { !hasSpecial && !hasSpaceThenBreak && !endsInSpace }

  init(_ text: String) {
    let scalars = text.unicodeScalars
    startsBlank = scalars.first.map { $0 == " " || $0.isYAMLBreak } ?? false
    endsInSpace = scalars.last == " "
    endsInBreak = scalars.last?.isYAMLBreak ?? false
    hasIndicator = text.hasPrefix("---") || text.hasPrefix("...")
    var before: Unicode.Scalar?
    var rest = scalars[...]
    while let scalar = rest.popFirst() {
      look(at: scalar, before: before, after: rest.first)
      before = scalar
    }
  }

  private mutating func look(
    at scalar: Unicode.Scalar, before: Unicode.Scalar?, after: Unicode.Scalar?
  ) {
    hasBreak = hasBreak || scalar.isYAMLBreak
    hasSpecial = hasSpecial || !scalar.isYAMLPrintable
    if scalar == " ", before?.isYAMLBreak == true { hasBreakThenSpace = true }
    if scalar.isYAMLBreak, before == " " { hasSpaceThenBreak = true }
    let endsWord = after.map(\.isYAMLBlank) ?? true
    switch scalar {
    case ":": hasIndicator = hasIndicator || endsWord
    case "#": hasIndicator = hasIndicator || (before.map(\.isYAMLBlank) ?? true)
    case "-", "?": hasIndicator = hasIndicator || before == nil && endsWord
    case ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`":
      hasIndicator = hasIndicator || before == nil
    default: break
    }
  }
}

extension Unicode.Scalar {
  var isYAMLBreak: Bool {
    switch self {
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }

  fileprivate var isYAMLBlank: Bool { self == " " || self == "\t" || isYAMLBreak }

  /// What is not written by an escape. Characters of more than 16 bits are, as with kubectl.
  var isYAMLPrintable: Bool {
    switch value {
    case 0x0A, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
    default: false
    }
  }
}

/// Numbers to the base of sixty, such as `190:20:30`: text to kubectl, but to others they are not.
private enum SixtyBased {
  static func matches(_ text: String) -> Bool {
    guard let first = text.utf8.first, first < ASCII.colon, text.utf8.contains(ASCII.colon) else {
      return false
    }
    var parts = text.split(separator: ":", omittingEmptySubsequences: false)[...]
    guard var head = parts.popFirst(), let tail = parts.popLast() else { return false }
    if head.hasPrefix("+") || head.hasPrefix("-") { head.removeFirst() }
    let end = tail.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    return head.utf8.first.map(ASCII.isDigit) == true && isDigits(head, orUnderscores: true)
      && (parts + end.prefix(1)).allSatisfy(isSixtieth)
      && end.dropFirst().allSatisfy { isDigits($0, orUnderscores: true) }
  }

  private static func isSixtieth(_ part: Substring) -> Bool {
    isDigits(part, orUnderscores: false) && (part.count == 1 || part.count == 2 && part < "60")
  }

  private static func isDigits(_ part: Substring, orUnderscores: Bool) -> Bool {
    part.utf8.allSatisfy { ASCII.isDigit($0) || orUnderscores && $0 == ASCII.underscore }
  }
}
