// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What can be done to a value within a `$<…>`: a closed set.
enum Filter: String, Sendable, CaseIterable {
  case base64, join, json, lower

  /// A filter and the words after it.
  struct Call: Sendable {
    let filter: Filter
    let arguments: [String]
  }

  /// The value does not fit. The cause never holds the value.
  struct Misfit: Error {
    let cause: String
  }

  /// How many words may follow.
  var takes: ClosedRange<Int> { self == .join ? 0...1 : 0...0 }

  func apply(to value: Value, _ arguments: [String]) throws(Misfit) -> Value {
    switch self {
    case .base64: return .string(Base64.text(of: try text(value).utf8))
    case .json: return .string(JSON.text(value))
    case .lower: return .string(try text(value).lowercased())
    case .join:
      guard let items = value.list else { throw misfit("a list", value) }
      var texts: [String] = []
      for item in items { texts.append(try text(item)) }
      return .string(texts.joined(separator: arguments.first ?? ","))
    }
  }

  private func text(_ value: Value) throws(Misfit) -> String {
    guard let text = value.plainText else { throw misfit("a text", value) }
    return text
  }

  private func misfit(_ wanted: String, _ value: Value) -> Misfit {
    Misfit(cause: "\(rawValue) takes \(wanted), not a \(value.kind)")
  }
}

extension Value {
  /// How it reads within a longer text; nil where it cannot stand there.
  var plainText: String? {
    switch self {
    case .string(let text): text
    case .bool, .int, .double: JSON.text(self)
    case .null, .list, .map: nil
    }
  }
}

enum Base64 {
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".unicodeScalars)

  static func text(of bytes: some Collection<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    var rest = bytes[...]
    while !rest.isEmpty {
      let group = rest.prefix(3)
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0...3 {
        text.append(place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : "=")
      }
      rest = rest.dropFirst(3)
    }
    return String(text)
  }
}
