// SPDX-License-Identifier: Apache-2.0

/// A shell pattern: `*` (any text, `/` too), `?`, `[a-z]`, `[^a-z]`, `\` before a plain character.
///
/// It is read while it is matched, so that a fault in it shows only when a text reaches it.
struct Glob {
  /// The pattern cannot be read.
  struct Malformed: Error {}

  let pattern: Bytes

  /// Whether sets may be written `[!a-z]`, `[]a]` and `[a-]`, and what cannot be read stands for itself.
  var isBash = false

  func matches(_ text: some Collection<UInt8>) throws(Malformed) -> Bool {
    let text = Bytes(text)
    var (inPattern, inText) = (0, 0)
    var star: (afterIt: Int, from: Int)?
    while true {
      if inPattern < pattern.count, pattern[inPattern] == UInt8(ascii: "*") {
        inPattern += 1
        star = (inPattern, inText)
        continue
      }
      if inPattern == pattern.count, inText == text.count || star?.afterIt == inPattern {
        return true
      }
      if inPattern < pattern.count, inText < text.count,
        let next = try step(at: inPattern, over: text[inText...])
      {
        inPattern = next.inPattern
        inText += next.width
        continue
      }
      guard let retry = star, retry.from < text.count else { return false }
      star?.from += 1
      (inPattern, inText) = (retry.afterIt, retry.from + 1)
    }
  }

  /// Matches one character of the pattern with the first of `text`; nil where they differ.
  private func step(
    at index: Int, over text: ArraySlice<UInt8>
  ) throws(Malformed) -> (inPattern: Int, width: Int)? {
    guard let (scalar, width) = text.firstScalar else { return nil }
    switch pattern[index] {
    case UInt8(ascii: "?"): return (index + 1, width)
    case UInt8(ascii: "["):
      do {
        var set = GlobSet(pattern: pattern, index: index + 1, isBash: isBash)
        return try set.contains(scalar) ? (set.index, width) : nil
      } catch  where isBash {
        return literal(at: index, over: text)
      }
    case UInt8(ascii: "\\"):
      guard index + 1 == pattern.count else { return literal(at: index + 1, over: text) }
      guard isBash else { throw Malformed() }
      return literal(at: index, over: text)
    default: return literal(at: index, over: text)
    }
  }

  private func literal(
    at index: Int, over text: ArraySlice<UInt8>
  ) -> (inPattern: Int, width: Int)? {
    pattern[index] == text.first ? (index + 1, 1) : nil
  }
}

/// A set of characters in a pattern, read from after its `[`.
private struct GlobSet {
  let pattern: Bytes
  var index: Int
  let isBash: Bool

  mutating func contains(_ scalar: Unicode.Scalar) throws(Glob.Malformed) -> Bool {
    let isNegated = take("^") || (isBash && take("!"))
    var found = false
    var isFirst = true
    while isFirst || !take("]") {
      let low = try element()
      let high = next(is: "-") && !(isBash && next(is: "]", after: 1)) ? try rangeEnd() : low
      if low <= scalar, scalar <= high { found = true }
      isFirst = false
    }
    return found != isNegated
  }

  private mutating func rangeEnd() throws(Glob.Malformed) -> Unicode.Scalar {
    index += 1
    return try element()
  }

  /// One character, after which the set must go on.
  private mutating func element() throws(Glob.Malformed) -> Unicode.Scalar {
    if !isBash, next(is: "-") || next(is: "]") { throw Glob.Malformed() }
    _ = take("\\")
    guard let (scalar, width) = pattern[min(index, pattern.count)...].firstScalar,
      index + width < pattern.count, scalar != "\u{FFFD}" || width > 1
    else { throw Glob.Malformed() }
    index += width
    return scalar
  }

  private func next(is scalar: Unicode.Scalar, after skipped: Int = 0) -> Bool {
    index + skipped < pattern.count && pattern[index + skipped] == UInt8(ascii: scalar)
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next(is: scalar) else { return false }
    index += 1
    return true
  }
}
