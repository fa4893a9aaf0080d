// SPDX-License-Identifier: Apache-2.0

import Archive
import Log
import Manifest

/// What can be done to a value within a `$<…>`: a closed set.
enum Filter: String, Sendable, CaseIterable {
  case base64, cidrHost, decode, fnv32a, gzip, int, join, json, jsonpath, jsonpaths, last, lower,
    uuid5

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
  var takes: ClosedRange<Int> {
    switch self {
    case .join, .gzip: 0...1
    case .cidrHost, .jsonpath, .jsonpaths, .uuid5: 1...1
    default: 0...0
    }
  }

  func apply(to value: Value, _ arguments: [String]) throws(Misfit) -> Value {
    // Nothing can be made of what is not known, and so is nothing that would be made of it.
    if value.string?.contains(UnknownValue.text) == true { return .string(UnknownValue.text) }
    return try applied(to: value, arguments)
  }

  private func applied(to value: Value, _ arguments: [String]) throws(Misfit) -> Value {
    switch self {
    case .base64: .string(Base64.text(of: try text(value).utf8))
    case .decode: try decoded(value)
    case .json: .string(JSON.text(value))
    case .lower: .string(try text(value).lowercased())
    case .join: try join(value, arguments.first ?? ",")
    case .last: .string(try text(value).split(separator: "/").last.map(String.init) ?? "")
    case .int: try int(value)
    case .jsonpath: try results(value, arguments[0]).first ?? .null
    case .jsonpaths: .list(try results(value, arguments[0]))
    case .fnv32a: .string(Checksum.fnv32a(try text(value)))
    case .uuid5: try uuid(value, in: arguments[0])
    case .cidrHost: try host(value, arguments[0])
    case .gzip: try gzip(value, above: arguments.first ?? "0")
    }
  }

  private func decoded(_ value: Value) throws(Misfit) -> Value {
    guard let bytes = Base64.bytes(of: try text(value)),
      let text = String(validating: bytes, as: UTF8.self)
    else { throw Misfit(cause: "it is no text in base64") }
    return .string(text)
  }

  private func join(_ value: Value, _ separator: String) throws(Misfit) -> Value {
    guard let items = value.list else { throw misfit("a list", value) }
    var texts: [String] = []
    for item in items { texts.append(try text(item)) }
    return .string(texts.joined(separator: separator))
  }

  private func int(_ value: Value) throws(Misfit) -> Value {
    guard let number = value.int ?? value.string.flatMap({ Int64($0) }) else {
      throw misfit("a whole number", value)
    }
    return .int(number)
  }

  private func results(_ value: Value, _ path: String) throws(Misfit) -> [Value] {
    do {
      return try JSONPath(parsing: path).results(in: value)
    } catch {
      throw Misfit(cause: error.description)
    }
  }

  private func uuid(_ value: Value, in namespace: String) throws(Misfit) -> Value {
    guard let id = Checksum.uuid5(try text(value), in: namespace) else {
      throw Misfit(cause: "uuid5 takes the UUID of a namespace, not \"\(namespace)\"")
    }
    return .string(id)
  }

  private func host(_ value: Value, _ number: String) throws(Misfit) -> Value {
    guard let number = UInt32(number), let range = IPv4Range(try text(value)) else {
      throw misfit("an IPv4 range and a number", value)
    }
    guard let host = range.host(number) else {
      throw Misfit(cause: "the range has no host \(number)")
    }
    return .string(host)
  }

  private func gzip(_ value: Value, above limit: String) throws(Misfit) -> Value {
    guard let limit = Int(limit) else { throw Misfit(cause: "gzip takes a number of bytes") }
    let bytes = Array(try text(value).utf8)
    return .string(Base64.text(of: bytes.count > limit ? Gzip.compress(bytes) : bytes))
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

  /// Nil where it is none.
  static func bytes(of text: String) -> [UInt8]? {
    var (bytes, bits, count): ([UInt8], Int, Int) = ([], 0, 0)
    for character in text.unicodeScalars where character != "\n" && character != "=" {
      guard let digit = digits.firstIndex(of: character) else { return nil }
      bits = (bits << 6 | digit) & 0xffff
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(bits >> count & 0xff))
      }
    }
    return bytes
  }

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
