// SPDX-License-Identifier: Apache-2.0

extension JSON {
  /// How a value is written.
  package struct Style: Sendable {
    /// Spaces a level; nil for one line without spaces.
    package var indent: Int?

    /// Whether keys are sorted by their bytes, as Go does.
    package var sortsKeys = false

    /// Whether `<`, `>`, `&`, U+2028 and U+2029 are written as escapes, as Go does.
    package var escapesHTML = false

    package static let compact = Style()

    /// As `kubectl -o json` prints.
    package static let kubectl = Style(indent: 4, sortsKeys: true, escapesHTML: true)
  }

  package static func bytes(_ value: Value, style: Style = .compact) -> [UInt8] {
    var writer = JSONWriter(style: style)
    writer.write(value, level: 0)
    return writer.out
  }

  package static func text(_ value: Value, style: Style = .compact) -> String {
    String(validUTF8: bytes(value, style: style).span, isASCII: false)
  }
}

struct JSONWriter {
  private let style: JSON.Style
  private(set) var out: [UInt8] = []

  init(style: JSON.Style) {
    self.style = style
  }

  mutating func write(_ value: Value, level: Int) {
    switch value {
    case .null: out.append("null")
    case .bool(let value): out.append(value ? "true" : "false")
    case .int(let value): out.append(String(value))
    // JSON has no word for what is no number; JavaScript writes null for it.
    case .double(let value): out.append(value.isFinite ? ShortestDecimal(value).json : "null")
    case .string(let value): write(value)
    case .list(let items):
      write(items.count, between: ASCII.openBracket, ASCII.closeBracket, level: level) {
        $0.write(items[$1], level: level + 1)
      }
    case .map(let map):
      let entries = style.sortsKeys ? map.entries.sortedByBytes() : map.entries
      write(entries.count, between: ASCII.openBrace, ASCII.closeBrace, level: level) {
        $0.write(entries[$1].key)
        $0.out.append(ASCII.colon)
        if $0.style.indent != nil { $0.out.append(ASCII.space) }
        $0.write(entries[$1].value, level: level + 1)
      }
    }
  }

  private mutating func write(
    _ count: Int, between open: UInt8, _ close: UInt8, level: Int,
    part: (inout JSONWriter, Int) -> Void
  ) {
    out.append(open)
    for place in 0..<count {
      if place > 0 { out.append(ASCII.comma) }
      newLine(level: level + 1)
      part(&self, place)
    }
    if count > 0 { newLine(level: level) }
    out.append(close)
  }

  private mutating func newLine(level: Int) {
    guard let indent = style.indent else { return }
    out.append(ASCII.newline)
    out.append(contentsOf: repeatElement(ASCII.space, count: level * indent))
  }
}

extension JSONWriter {
  private mutating func write(_ string: String) {
    out.append(ASCII.quote)
    let bytes = string.utf8.span
    var start = 0
    for place in 0..<bytes.count where isSpecial(bytes[place]) {
      guard let escape = escape(of: bytes[place], at: place, in: bytes) else { continue }
      out.append(bytes.extracting(start..<place))
      out.append(escape)
      // All that are escaped are one byte, but for the two line breaks, which are three.
      start = place + (bytes[place] < 0x80 ? 1 : 3)
    }
    out.append(bytes.extracting(start..<bytes.count))
    out.append(ASCII.quote)
  }

  /// Whether an escape may be needed: a first look, which most bytes do not pass.
  private func isSpecial(_ byte: UInt8) -> Bool {
    if byte < 0x20 || byte == ASCII.quote || byte == ASCII.backslash { return true }
    return style.escapesHTML && (byte == 0xE2 || "<>&".utf8.contains(byte))
  }

  private func escape(of byte: UInt8, at place: Int, in bytes: Span<UInt8>) -> String? {
    switch byte {
    case ASCII.quote: return #"\""#
    case ASCII.backslash: return #"\\"#
    case ASCII.newline: return #"\n"#
    case ASCII.carriageReturn: return #"\r"#
    case ASCII.tab: return #"\t"#
    case 0x08: return #"\b"#
    case 0x0C: return #"\f"#
    case 0xE2:
      guard bytes[place + 1] == 0x80, bytes[place + 2] & 0xFE == 0xA8 else { return nil }
      return bytes[place + 2] == 0xA8 ? #"\u2028"# : #"\u2029"#
    default:
      let hex = String(byte, radix: 16)
      return #"\u00"# + (hex.count < 2 ? "0" : "") + hex
    }
  }
}

extension [UInt8] {
  mutating func append(_ text: String) {
    append(text.utf8.span)
  }

  mutating func append(_ bytes: Span<UInt8>) {
    // The bytes are copied before the call returns.
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}

extension [Map.Entry] {
  func sortedByBytes() -> [Map.Entry] {
    sorted { left, right in
      let left = left.key.utf8.span
      let right = right.key.utf8.span
      let shorter = Swift.min(left.count, right.count)
      let place = (0..<shorter).first { left[$0] != right[$0] }
      return place.map { left[$0] < right[$0] } ?? (left.count < right.count)
    }
  }
}
