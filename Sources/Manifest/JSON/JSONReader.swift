// SPDX-License-Identifier: Apache-2.0

/// Reads JSON texts (RFC 8259) from bytes, as Kubernetes does: whole numbers that fit are integers,
/// half a surrogate pair becomes U+FFFD.
///
/// The text is lent to each call and not kept.
struct JSONReader: ~Copyable {
  var at = 0
  var cache = KeyCache()
  private let options: JSON.Options
  private let recordsMarks: Bool
  private var depth = 0
  private var items = Scratch<Value>()
  private var entries = Scratch<Map.Entry>()
  private var keyOffsets: [Int] = []
  private var marks = Scratch<Marks>()
  private var counter = MarkCounter()

  init(options: JSON.Options, recordsMarks: Bool = false) {
    self.options = options
    self.recordsMarks = recordsMarks
  }

  /// Reads the next value, and whatever white space is before it.
  mutating func value(in text: Span<UInt8>) throws(Problem) -> Value {
    skipSpace(in: text)
    return try node(from: at, in: text)
  }

  /// The marks of the value that was read last; it was asked for when the reader was made.
  mutating func takeMarks() -> Marks? { marks.take(from: 0).last }

  mutating func skipSpace(in text: Span<UInt8>) {
    while at < text.count, JSON.isSpace(text[at]) { at += 1 }
  }
}

extension JSONReader {
  /// Reads the value that starts here. Its place is `start`, which for a map's entry is its key.
  private mutating func node(from start: Int, in text: Span<UInt8>) throws(Problem) -> Value {
    let mark = recordsMarks ? counter.mark(of: start, in: text) : Mark()
    let above = marks.count
    let value = try unmarkedNode(in: text)
    if recordsMarks { marks.push(Marks(mark: mark, children: marks.take(from: above))) }
    return value
  }

  private mutating func unmarkedNode(in text: Span<UInt8>) throws(Problem) -> Value {
    guard at < text.count else { throw ends(text) }
    switch text[at] {
    case ASCII.quote: return .string(try string(in: text, isKey: false))
    case ASCII.openBrace: return .map(try map(in: text))
    case ASCII.openBracket: return .list(try list(in: text))
    case ASCII.minus, ASCII.zero...ASCII.nine: return try number(in: text)
    case UInt8(ascii: "t"): return try word("true", as: true, in: text)
    case UInt8(ascii: "f"): return try word("false", as: false, in: text)
    case UInt8(ascii: "n"): return try word("null", as: .null, in: text)
    default: throw expected("a value", in: text)
    }
  }

  private mutating func word(
    _ word: StaticString, as value: Value, in text: Span<UInt8>
  ) throws(Problem) -> Value {
    let length = word.utf8CodeUnitCount
    let isSame =
      at + length <= text.count
      && (0..<length).allSatisfy { place in
        unsafe word.utf8Start[place] == text[at + place]
      }
    guard isSame else { throw expected("a value", in: text) }
    at += length
    return value
  }

  private mutating func list(in text: Span<UInt8>) throws(Problem) -> [Value] {
    let start = items.count
    try open(in: text)
    if !close(ASCII.closeBracket, in: text) {
      repeat {
        skipSpace(in: text)
        items.push(try node(from: at, in: text))
      } while try goesOn(until: ASCII.closeBracket, in: text)
    }
    depth -= 1
    return items.take(from: start)
  }

  private mutating func map(in text: Span<UInt8>) throws(Problem) -> Map {
    let start = entries.count
    let firstMark = marks.count
    try open(in: text)
    if !close(ASCII.closeBrace, in: text) {
      repeat {
        skipSpace(in: text)
        let keyOffset = at
        let key = try self.key(in: text)
        keyOffsets.append(keyOffset)
        entries.push(Map.Entry(key: key, value: try node(from: keyOffset, in: text)))
      } while try goesOn(until: ASCII.closeBrace, in: text)
    }
    depth -= 1
    let taken = entries.take(from: start)
    defer { keyOffsets.removeLast(taken.count) }
    if let map = Map(distinct: taken) { return map }
    return try merged(taken, marksFrom: firstMark, in: text)
  }

  /// The map of entries some of which have the same key: the last one counts, as in Go.
  private mutating func merged(
    _ taken: [Map.Entry], marksFrom firstMark: Int, in text: Span<UInt8>
  ) throws(Problem) -> Map {
    let places = recordsMarks ? marks.take(from: firstMark) : []
    var map = MarkedMap()
    for (place, entry) in taken.enumerated() {
      if options.refusesRepeatedKeys, map.map.contains(entry.key) {
        let offset = keyOffsets[keyOffsets.count - taken.count + place]
        throw .repeatedKey(entry.key, at: Mark(of: offset, in: text))
      }
      map.set(entry.key, entry.value, marks: recordsMarks ? places[place] : nil)
    }
    for mark in map.marks { marks.push(mark) }
    return map.map
  }

  private mutating func key(in text: Span<UInt8>) throws(Problem) -> String {
    guard at < text.count else { throw ends(text) }
    guard text[at] == ASCII.quote else { throw expected("a key in double quotes", in: text) }
    let key = try string(in: text, isKey: true)
    skipSpace(in: text)
    guard at < text.count else { throw ends(text) }
    guard text[at] == ASCII.colon else { throw expected("\":\" after the key", in: text) }
    at += 1
    skipSpace(in: text)
    return key
  }

  private mutating func open(in text: Span<UInt8>) throws(Problem) {
    depth += 1
    if depth > options.limits.depth {
      throw .tooDeep(at: Mark(of: at, in: text), limit: options.limits.depth)
    }
    at += 1
    skipSpace(in: text)
  }

  /// Steps over the closing bracket, where it is next.
  private mutating func close(_ bracket: UInt8, in text: Span<UInt8>) -> Bool {
    guard at < text.count, text[at] == bracket else { return false }
    at += 1
    return true
  }

  /// Steps over the comma before another item, or over the bracket after the last.
  private mutating func goesOn(
    until bracket: UInt8, in text: Span<UInt8>
  ) throws(Problem) -> Bool {
    skipSpace(in: text)
    guard at < text.count else { throw ends(text) }
    if text[at] == ASCII.comma {
      at += 1
      return true
    }
    guard close(bracket, in: text) else {
      throw expected("\",\" or \"\(Character(Unicode.Scalar(bracket)))\"", in: text)
    }
    return false
  }
}
