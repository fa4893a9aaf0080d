// SPDX-License-Identifier: Apache-2.0

extension Expander {
  mutating func bashValue(of use: Piece.Use) throws(TemplateError) -> Bytes {
    let known = assigned[use.name] ?? lookup(use.name)
    if case .fallback(let fallback, let orEmpty) = use.operation {
      return try bashFallback(fallback, for: orEmpty && known == "" ? nil : known, of: use)
    }
    guard let value = known else {
      noteMissing(use.name, at: use.offset)
      return []
    }
    var arguments: [String] = []
    for argument in use.arguments { arguments.append(try bashText(argument)) }
    let result =
      switch use.operation {
      case .value, .fallback: value
      case .length: String(value.unicodeScalars.count)
      case .casing(let casing): casing.apply(to: value)
      case .slice: try bashSlice(value, arguments, of: use)
      case .trim(let end, let longest):
        bashTrim(value, arguments[0], from: end, longest: longest)
      case .replace(let extent):
        value.replacing(
          Glob(pattern: Bytes(arguments[0].utf8), isBash: true),
          with: arguments.count > 1 ? arguments[1] : "", extent)
      }
    return Bytes(result.utf8)
  }

  // In this dialect characters are never cut, so that texts stay texts.
  private mutating func bashText(_ pieces: [Piece]) throws(TemplateError) -> String {
    String(decoding: try expand(pieces), as: UTF8.self)
  }

  private mutating func bashFallback(
    _ fallback: Operation.Fallback, for value: String?, of use: Piece.Use
  ) throws(TemplateError) -> Bytes {
    guard fallback != .replace else { return try value == nil ? [] : expand(use.arguments[0]) }
    if let value { return Bytes(value.utf8) }
    let word = try bashText(use.arguments[0])
    switch fallback {
    case .fail:
      let words = word.isEmpty ? "\(use.name) is not set" : "\(use.name): \(word)"
      throw source.error(words, at: use.offset)
    case .assign: assigned[use.name] = word
    case .use, .replace: break
    }
    return Bytes(word.utf8)
  }

  private func bashSlice(
    _ value: String, _ arguments: [String], of use: Piece.Use
  ) throws(TemplateError) -> String {
    let scalars = value.unicodeScalars
    var numbers: [Int] = []
    for argument in arguments { numbers.append(try bashNumber(argument, of: use)) }
    let start = numbers[0] < 0 ? scalars.count + numbers[0] : numbers[0]
    guard start >= 0, start <= scalars.count else { return "" }
    guard numbers.count > 1 else { return String(scalars.dropFirst(start)) }
    let length = numbers[1]
    let end = length < 0 ? scalars.count + length : start + min(length, scalars.count - start)
    guard end >= start else {
      throw source.error("a slice of \(use.name) ends before it starts", at: use.offset)
    }
    return String(scalars.prefix(end).dropFirst(start))
  }

  /// A number as bash writes one in a slice: `3`, ` -1`, `(-1)`; nothing is zero.
  private func bashNumber(_ text: String, of use: Piece.Use) throws(TemplateError) -> Int {
    var digits = text.filter { $0 != " " }
    if digits.first == "(", digits.last == ")" { digits = String(digits.dropFirst().dropLast()) }
    if digits.isEmpty { return 0 }
    if let number = Int(digits) { return number }
    throw source.error("\"\(text)\" is no number, in a slice of \(use.name)", at: use.offset)
  }

  private func bashTrim(
    _ value: String, _ pattern: String, from end: Operation.End, longest: Bool
  ) -> String {
    let glob = Glob(pattern: Bytes(pattern.utf8), isBash: true)
    let cuts = value.unicodeScalars.indices + [value.endIndex]
    let parts = cuts.map { end == .prefix ? value[..<$0] : value[$0...] }
    // From the shortest part to the longest, or the other way.
    let isAscending = (end == .prefix) != longest
    let match = (isAscending ? parts : parts.reversed()).first { glob.isMatch($0) }
    guard let match else { return value }
    return String(end == .prefix ? value[match.endIndex...] : value[..<match.startIndex])
  }
}

extension Glob {
  /// In bash's dialect every pattern can be read.
  fileprivate func isMatch(_ text: Substring) -> Bool { (try? matches(text.utf8)) ?? false }
}

extension String {
  /// With what the pattern matches replaced by `new`, the longest match at each place.
  fileprivate func replacing(_ glob: Glob, with new: String, _ extent: Operation.Extent) -> String {
    let cuts = unicodeScalars.indices + [endIndex]
    if extent == .suffix {
      guard let start = cuts.first(where: { glob.isMatch(self[$0...]) }) else { return self }
      return self[..<start] + new
    }
    guard extent == .prefix || !glob.pattern.isEmpty else { return self }
    var result = ""
    var index = startIndex
    while index <= endIndex {
      if let end = cuts.last(where: { $0 >= index && glob.isMatch(self[index..<$0]) }),
        end > index || extent == .prefix
      {
        result += new
        index = end
        if extent == .all, index < endIndex { continue }
        return result + self[index...]
      }
      if extent == .prefix || index == endIndex { break }
      result.unicodeScalars.append(unicodeScalars[index])
      index = unicodeScalars.index(after: index)
    }
    return result + self[index...]
  }
}
