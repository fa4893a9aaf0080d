// SPDX-License-Identifier: Apache-2.0

extension Format {
  /// `record` as one line, with its newline.
  package func line(_ record: Record) -> [UInt8] {
    var line = Line()
    switch self {
    case .text: line.addText(record)
    case .json: line.addJSON(record)
    }
    line.add("\n")
    return line.bytes
  }
}

/// A line that is being written. Appends to one buffer, and makes no strings on the way.
struct Line {
  private(set) var bytes: [UInt8] = []

  init() { bytes.reserveCapacity(256) }

  mutating func add(_ text: StaticString) {
    unsafe bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func add(_ byte: UInt8) { bytes.append(byte) }

  mutating func add(unescaped text: String) { bytes.append(contentsOf: text.utf8) }

  /// `time level message name=value …`
  fileprivate mutating func addText(_ record: Record) {
    addTime(record.time)
    add(" ")
    add(record.level.padded)
    add(" ")
    addEscaped(record.message, for: .text)
    for field in unique(record.fields) {
      add(" ")
      addWord(field.name)
      add("=")
      addWord(field.value.description)
    }
  }

  /// `{"time":…,"level":…,"msg":…,"name":value…}`
  fileprivate mutating func addJSON(_ record: Record) {
    add(#"{"time":""#)
    addTime(record.time)
    add(#"","level":""#)
    add(unescaped: record.level.rawValue)
    add(#"","msg":"#)
    addQuoted(record.message, for: .json)
    for field in unique(record.fields) {
      add(",")
      let isTaken = ["time", "level", "msg"].contains(field.name)
      addQuoted(isTaken ? field.name + "_" : field.name, for: .json)
      add(":")
      addValue(field.value)
    }
    add("}")
  }

  /// A word that stands for itself, or a quoted one.
  private mutating func addWord(_ word: String) {
    let isPlain = word.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !#""\="#.utf8.contains($0) }
    if isPlain, !word.isEmpty { return add(unescaped: word) }
    addQuoted(word, for: .text)
  }

  private mutating func addValue(_ value: any Loggable) {
    switch value {
    case let flag as Bool: add(flag ? "true" : "false")
    case let number as any BinaryInteger: add(unescaped: number.description)
    case let number as Double where number.isFinite: add(unescaped: number.description)
    default: addQuoted(value.description, for: .json)
    }
  }
}

/// Of the fields with one name the last one counts, and stands where the first one stood.
private func unique(_ fields: [Field]) -> [Field] {
  var kept: [Field] = []
  for field in fields {
    if let index = kept.firstIndex(where: { $0.name == field.name }) {
      kept[index] = field
    } else {
      kept.append(field)
    }
  }
  return kept
}

extension Level {
  fileprivate var padded: StaticString {
    switch self {
    case .debug: "debug  "
    case .info: "info   "
    case .warning: "warning"
    case .error: "error  "
    }
  }
}
