// SPDX-License-Identifier: Apache-2.0

import Manifest

// As `fieldsV1` has it: `f:name`, `k:{"name":"x"}`, `v:"x"`, `i:0`.
extension PathElement {
  /// Why a text is no path element.
  struct Malformed: Error {
    let text: String
  }

  /// Nil for an element of a kind that is not known, which a reader passes over.
  init?(fieldsV1 text: String) throws(Malformed) {
    guard text.utf8.count >= 2, text.utf8.dropFirst().first == UInt8(ascii: ":") else {
      throw Malformed(text: text)
    }
    let rest = String(text.dropFirst(2))
    switch text.utf8.first {
    case UInt8(ascii: "f"): self = .field(rest)
    case UInt8(ascii: "v"): self = .value(try Self.json(rest, in: text))
    case UInt8(ascii: "k"):
      guard let map = try Self.json(rest, in: text).map else { throw Malformed(text: text) }
      self = .keyed(map.entries)
    case UInt8(ascii: "i"):
      guard let place = Int(rest) else { throw Malformed(text: text) }
      self = .index(place)
    default: return nil
    }
  }

  private static func json(_ rest: String, in text: String) throws(Malformed) -> Value {
    do throws(ManifestError) { return try JSON.parse(rest) } catch { throw Malformed(text: text) }
  }

  var fieldsV1: String {
    switch self {
    case .field(let name): "f:\(name)"
    case .keys(let entries): "k:\(Self.text(.map(Map(entries.map { ($0.key, $0.value) }))))"
    case .value(let value): "v:\(Self.text(value))"
    case .index(let place): "i:\(place)"
    }
  }

  private static func text(_ value: Value) -> String { JSON.text(value, style: .go) }
}

extension JSON.Style {
  /// One line as Go's encoder writes it.
  static let go = {
    var style = JSON.Style.kubectl
    style.indent = nil
    return style
  }()
}
