// SPDX-License-Identifier: Apache-2.0

extension Expander {
  mutating func clusterctlValue(of use: Piece.Use) throws(TemplateError) -> Bytes {
    var arguments: [Bytes] = []
    for argument in use.arguments { arguments.append(try expand(argument)) }
    let text = lookup(use.name) ?? ""
    let value = Bytes(text.utf8)
    return switch use.operation {
    case .value: value
    case .length: Bytes(String(value.count).utf8)
    case .casing(let casing): Bytes(casing.apply(to: text).utf8)
    case .slice: try slice(value, arguments, of: use)
    case .trim(let end, let longest): trim(value, arguments[0], from: end, longest: longest)
    case .replace(let extent): replace(in: value, arguments, extent)
    case .fallback: value.isEmpty ? arguments[0] : value
    }
  }

  private func slice(
    _ value: Bytes, _ arguments: [Bytes], of use: Piece.Use
  ) throws(TemplateError) -> Bytes {
    // What is no number leaves the value as it is.
    let numbers = arguments.map { Int(String(decoding: $0, as: UTF8.self)) }
    guard let offset = numbers[0] else { return value }
    let start = max(0, offset < 0 ? value.count + offset : offset)
    guard numbers.count > 1 else { return Bytes(value.dropFirst(start)) }
    guard let length = numbers[1] else { return value }
    let (end, isTooFar) = start.addingReportingOverflow(length)
    guard !isTooFar, end < value.count else { return Bytes(value.dropFirst(start)) }
    guard length >= 0 else {
      throw source.error(
        "a slice of \(use.name) cannot have the negative length \(length)", at: use.offset,
        hint: "use --strict for bash's meaning of a negative length")
    }
    return Bytes(value[start..<end])
  }

  private func trim(
    _ value: Bytes, _ pattern: Bytes, from end: Operation.End, longest: Bool
  ) -> Bytes {
    switch end {
    case .prefix: trimPrefix(value, pattern, longest: longest)
    case .suffix:
      // The pattern is turned around with the value, so that `[a-z]` no longer is one. So it is
      // in clusterctl.
      trimPrefix(value.reversedScalars, pattern.reversedScalars, longest: longest).reversedScalars
    }
  }

  private func trimPrefix(_ value: Bytes, _ pattern: Bytes, longest: Bool) -> Bytes {
    let glob = Glob(pattern: pattern)
    var match = 0
    for length in stride(from: value.count, to: 0, by: -1) {
      guard let isMatch = try? glob.matches(value.prefix(length)) else { return value }
      if isMatch { match = length }
      if isMatch, longest { break }
    }
    return Bytes(value.dropFirst(match))
  }

  private func replace(
    in value: Bytes, _ arguments: [Bytes], _ extent: Operation.Extent
  ) -> Bytes {
    let old = arguments[0]
    let new = arguments.count > 1 ? arguments[1] : []
    switch extent {
    case .all: return value.replacing(old, with: new, onlyFirst: false)
    case .first: return value.replacing(old, with: new, onlyFirst: true)
    case .prefix, .suffix:
      // An anchored text can be replaced but not deleted.
      guard arguments.count > 1 else { return value }
      if extent == .prefix {
        return value.starts(with: old) ? new + value.dropFirst(old.count) : value
      }
      return value.suffix(old.count) == old[...] ? value.dropLast(old.count) + new : value
    }
  }
}

extension Operation.Casing {
  func apply(to text: String) -> String {
    switch self {
    case .upper: return text.mapScalars(\.simpleUppercase)
    case .lower: return text.mapScalars(\.simpleLowercase)
    case .upperFirst, .lowerFirst:
      guard let first = text.unicodeScalars.first else { return text }
      let changed = self == .upperFirst ? first.simpleUppercase : first.simpleLowercase
      return String(changed) + String(text.unicodeScalars.dropFirst())
    case .none: return text
    }
  }
}
