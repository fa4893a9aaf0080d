// SPDX-License-Identifier: Apache-2.0

import CYAML

/// What stands before the colon of a map's entry.
enum EntryKey {
  case name(String)
  /// `<<`: the entries of another map come here.
  case merge
}

extension EventReader {
  /// The scalar at hand as a value.
  func value() throws(Problem) -> Value {
    let scalar = unsafe event.pointee.data.scalar
    let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length).span
    if unsafe scalar.plain_implicit != 0 {
      return try value(of: PlainScalar(bytes, dialect), written: bytes)
    }
    guard let tag = unsafe scalar.tag else { return .string(String(yaml: bytes)) }
    return try tagged(unsafe String(cString: tag), bytes)
  }

  /// The scalar at hand as a key.
  func key(_ cache: inout KeyCache) throws(Problem) -> EntryKey {
    let scalar = unsafe event.pointee.data.scalar
    let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length).span
    if unsafe scalar.tag != nil { return try taggedKey() }
    guard unsafe scalar.plain_implicit != 0 else { return .name(cache.string(of: bytes)) }
    switch PlainScalar(bytes, dialect) {
    case .text, .timestamp:
      let isMerge = bytes.count == 2 && bytes[0] == UInt8(ascii: "<") && bytes[0] == bytes[1]
      return isMerge ? .merge : .name(cache.string(of: bytes))
    case .unsigned: throw Problem(mark: mark, cause: "the key \(String(yaml: bytes)) is too large")
    case .null: throw .nullKey(at: mark)
    case let scalar: return .name(try name(of: try value(of: scalar, written: bytes, isKey: true)))
    }
  }

  /// The key that a value stands for, whatever it is.
  func name(of value: Value) throws(Problem) -> String {
    switch value {
    case .string(let name): name
    case .int(let number): String(number)
    case .bool(let isTrue): isTrue ? "true" : "false"
    case .double(let number) where number.isNaN: ".nan"
    case .double(let number) where number.isInfinite: number < 0 ? "-.inf" : ".inf"
    // kubectl takes the half of the digits.
    case .double(let number): ShortestDecimal(Float(number)).general
    case .null: throw Problem.nullKey(at: mark)
    case .list, .map:
      throw Problem(
        mark: mark, cause: "a key must be a string, not a \(value.kind)",
        hint: "put text that starts with \"[\" or \"{\" in quotes")
    }
  }
}

extension EventReader {
  private func value(
    of scalar: PlainScalar, written bytes: Span<UInt8>, isKey: Bool = false
  ) throws(Problem) -> Value {
    switch scalar {
    case .timestamp where dialect == .kustomize && !isKey:
      return .string(Timestamp.writtenOut(bytes))
    case .text, .timestamp: return .string(String(yaml: bytes))
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .int(let value): return .int(value)
    case .unsigned(let value): return .double(Double(value))
    case .double(let value) where isKey: return .double(value)
    case .double(let value):
      guard value.isFinite else {
        throw Problem(
          mark: mark, cause: "\(String(yaml: bytes)) is no number that JSON can hold",
          hint: "put it in quotes where a string is meant")
      }
      // On its way through JSON a number without a fraction becomes an integer.
      return Int64(ShortestDecimal(value).json).map(Value.int) ?? .double(value)
    }
  }

  private func taggedKey() throws(Problem) -> EntryKey {
    let scalar = unsafe event.pointee.data.scalar
    if let tag = unsafe scalar.tag, unsafe String(cString: tag) == Self.tagPrefix + "merge" {
      return .merge
    }
    return .name(try name(of: try value()))
  }

  private static let tagPrefix = "tag:yaml.org,2002:"

  private func tagged(_ tag: String, _ bytes: Span<UInt8>) throws(Problem) -> Value {
    let text = String(yaml: bytes)
    guard tag.hasPrefix(Self.tagPrefix) else { return .string(text) }
    let kind = String(tag.dropFirst(Self.tagPrefix.count))
    let scalar = PlainScalar(bytes, dialect)
    switch (kind, scalar) {
    case ("binary", _): return .string(try base64(text))
    case ("null", .null), ("bool", .bool), ("int", .int), ("int", .unsigned), ("float", .int),
      ("float", .double), ("timestamp", .timestamp):
      return try value(of: scalar, written: bytes)
    case ("null", _), ("bool", _), ("int", _), ("float", _), ("timestamp", _):
      throw Problem(mark: mark, cause: "the value is not of type !!\(kind)")
    default: return .string(text)
    }
  }

  private func base64(_ text: String) throws(Problem) -> String {
    guard let bytes = Base64.decode(text) else {
      throw Problem(mark: mark, cause: "the !!binary value is not base64")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Problem {
  static func nullKey(at mark: Mark) -> Problem {
    Problem(mark: mark, cause: "a key cannot be null", hint: "put it in quotes")
  }
}

extension KeyCache {
  mutating func string(of bytes: Span<UInt8>) -> String {
    string(of: bytes, isASCII: bytes.isASCII)
  }
}

extension String {
  /// The string of a scalar: libyaml has made sure of its UTF-8.
  init(yaml bytes: Span<UInt8>) {
    self.init(validUTF8: bytes, isASCII: bytes.isASCII)
  }
}

extension Span<UInt8> {
  fileprivate var isASCII: Bool {
    var seen: UInt8 = 0
    for place in 0..<count { seen |= self[place] }
    return seen < 0x80
  }
}
