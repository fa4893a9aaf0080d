// SPDX-License-Identifier: Apache-2.0

extension YAML {
  /// The value as `kubectl -o yaml` prints it, keys sorted; it ends in a line break.
  package static func text(_ value: Value) -> String {
    var writer = YAMLWriter()
    writer.write(value)
    return String(validUTF8: writer.lines.bytes.span, isASCII: false)
  }

  /// The values as the documents of one text, `---` between them.
  package static func text(documents: some Sequence<Value>) -> String {
    documents.map { text($0) }.joined(separator: "---\n")
  }
}

/// Writes a value as YAML: containers in block style, but for empty ones.
///
/// A container is written from the start of a line, or behind the `-`, `?` or `:` that holds it.
struct YAMLWriter {
  private(set) var lines = YAMLLines()

  /// Writes a document's value.
  mutating func write(_ value: Value) {
    switch value {
    case .map(let map) where !map.isEmpty: write(map, indent: 0, isBehindMarker: false)
    case .list(let items) where !items.isEmpty: write(items, indent: 0, isBehindMarker: false)
    default: writeLeaf(value, indent: 2)
    }
  }

  private mutating func write(_ map: Map, indent: Int, isBehindMarker: Bool) {
    // The natural order knows cycles, so the result hangs on what it starts from.
    let entries = map.entries.sortedByBytes().sorted { NaturalOrder.precedes($0.key, $1.key) }
    for (place, entry) in entries.enumerated() {
      if place > 0 || !isBehindMarker { lines.pad(to: indent) }
      if lines.appendKey(entry.key, indent: indent + 2) {
        writeBehindKey(entry.value, indent: indent)
      } else {
        lines.pad(to: indent)
        lines.append(":")
        writeBehindMarker(entry.value, indent: indent)
      }
    }
  }

  private mutating func write(_ items: [Value], indent: Int, isBehindMarker: Bool) {
    for (place, item) in items.enumerated() {
      if place > 0 || !isBehindMarker { lines.pad(to: indent) }
      lines.append("-")
      writeBehindMarker(item, indent: indent)
    }
  }

  /// Writes an entry's value behind the colon of its key: a list is not indented there.
  private mutating func writeBehindKey(_ value: Value, indent: Int) {
    switch value {
    case .map(let map) where !map.isEmpty:
      lines.end()
      write(map, indent: indent + 2, isBehindMarker: false)
    case .list(let items) where !items.isEmpty:
      lines.end()
      write(items, indent: indent, isBehindMarker: false)
    default:
      lines.append(" ")
      writeLeaf(value, indent: indent + 2)
    }
  }

  private mutating func writeBehindMarker(_ value: Value, indent: Int) {
    lines.append(" ")
    switch value {
    case .map(let map) where !map.isEmpty: write(map, indent: indent + 2, isBehindMarker: true)
    case .list(let items) where !items.isEmpty:
      write(items, indent: indent + 2, isBehindMarker: true)
    default: writeLeaf(value, indent: indent + 2)
    }
  }

  private mutating func writeLeaf(_ value: Value, indent: Int) {
    switch value {
    case .null: lines.append("null")
    case .bool(let value): lines.append(value ? "true" : "false")
    case .int(let value): lines.append(String(value))
    case .double(let value): lines.append(Self.text(value))
    case .string(let value): lines.append(value, indent: indent)
    case .list: lines.append("[]")
    case .map: lines.append("{}")
    }
    lines.end()
  }

  /// kubectl makes YAML of JSON, in which a large number may look like an integer.
  private static func text(_ number: Double) -> String {
    guard number.isFinite else { return number.isNaN ? ".nan" : number < 0 ? "-.inf" : ".inf" }
    let decimal = ShortestDecimal(number)
    let json = decimal.json
    return Int64(json) != nil || UInt64(json) != nil ? json : decimal.general
  }
}
