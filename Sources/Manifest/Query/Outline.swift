// SPDX-License-Identifier: Apache-2.0

/// The parts of a document to which paths lead: what must be read of it for them, and no more.
package struct Outline: Sendable, Hashable {
  /// A key of a map, as JSON writes it, and what is wanted below.
  struct Part: Sendable, Hashable {
    let key: String
    let name: [UInt8]
    var below: Outline
  }

  private(set) var isWhole = false
  private(set) var parts: [Part] = []
  /// What is wanted of the items of a list: one, or none at all.
  private(set) var items: [Outline] = []

  package init(of paths: [JSONPath]) {
    for path in paths { add(path.steps[...]) }
  }

  private init() {}

  private mutating func add(_ steps: ArraySlice<Step>) {
    let rest = steps.dropFirst()
    switch steps.first {
    case .field(let key):
      let place = parts.firstIndex { $0.key == key } ?? parts.endIndex
      if place == parts.endIndex {
        parts.append(Part(key: key, name: JSON.bytes(.string(key)), below: Outline()))
      }
      parts[place].below.add(rest)
    case .slice: addItems([rest])
    case .filter(let filter): addItems([filter.left[...], filter.right[...], rest])
    // Whatever is there, what follows is written in the path.
    case .literal: break
    case nil, .wildcard, .descent, .union: isWhole = true
    }
  }

  private mutating func addItems(_ paths: [ArraySlice<Step>]) {
    if items.isEmpty { items = [Outline()] }
    for path in paths { items[0].add(path) }
  }

  /// The text of a document of which only those parts are left. Nil where it is not as we write JSON, without
  /// spaces: it is not checked beyond what finding them takes.
  package func excerpt(of text: [UInt8]) -> [UInt8]? {
    var cut = OutlineCut()
    return cut.take(self, in: text.span)
  }
}

/// Copies parts of a text, and steps over the others without reading them.
private struct OutlineCut {
  private var at = 0
  private var out: [UInt8] = []

  mutating func take(_ outline: Outline, in text: Span<UInt8>) -> [UInt8]? {
    guard value(outline, in: text), at == text.count else { return nil }
    return out
  }

  /// False where the text is not what was expected; nothing that was copied counts then.
  private mutating func value(_ outline: Outline, in text: Span<UInt8>) -> Bool {
    guard at < text.count else { return false }
    switch text[at] {
    case ASCII.openBrace where !outline.isWhole: return map(outline.parts, in: text)
    case ASCII.openBracket where !outline.isWhole: return list(outline.items.first, in: text)
    default:
      let start = at
      guard skipValue(in: text) else { return false }
      out.append(text.extracting(start..<at))
      return true
    }
  }

  private mutating func map(_ parts: [Outline.Part], in text: Span<UInt8>) -> Bool {
    at += 1
    out.append(ASCII.openBrace)
    var isFirst = true
    while at < text.count, text[at] == ASCII.quote {
      let start = at
      guard let isPlain = skipString(in: text), at < text.count, text[at] == ASCII.colon else {
        return false
      }
      let part = parts.first { text.extracting(start..<at).isSame(as: $0.name) }
      at += 1
      if let part {
        if !isFirst { out.append(ASCII.comma) }
        isFirst = false
        out.append(text.extracting(start..<at))
        guard value(part.below, in: text) else { return false }
      } else {
        // One that is written in another way may be a key that is meant.
        guard isPlain, skipValue(in: text) else { return false }
      }
      guard goesOn(in: text) else { break }
    }
    return close(ASCII.closeBrace, in: text)
  }

  private mutating func list(_ outline: Outline?, in text: Span<UInt8>) -> Bool {
    guard let outline else {
      out.append(contentsOf: [ASCII.openBracket, ASCII.closeBracket])
      return skipValue(in: text)
    }
    at += 1
    out.append(ASCII.openBracket)
    guard at < text.count else { return false }
    if text[at] == ASCII.closeBracket { return close(ASCII.closeBracket, in: text) }
    while value(outline, in: text) {
      guard goesOn(in: text) else {
        return close(ASCII.closeBracket, in: text)
      }
      out.append(ASCII.comma)
    }
    return false
  }

  /// Steps over a comma.
  private mutating func goesOn(in text: Span<UInt8>) -> Bool {
    guard at < text.count, text[at] == ASCII.comma else { return false }
    at += 1
    return true
  }

  private mutating func close(_ bracket: UInt8, in text: Span<UInt8>) -> Bool {
    guard at < text.count, text[at] == bracket else { return false }
    at += 1
    out.append(bracket)
    return true
  }

  private mutating func skipValue(in text: Span<UInt8>) -> Bool {
    let start = at
    var depth = 0
    while at < text.count {
      switch text[at] {
      case ASCII.quote:
        guard skipString(in: text) != nil else { return false }
        continue
      case ASCII.openBrace, ASCII.openBracket: depth += 1
      case ASCII.comma where depth == 0: return at > start
      case ASCII.closeBrace, ASCII.closeBracket:
        if depth == 0 { return at > start }
        depth -= 1
      default: break
      }
      at += 1
    }
    return depth == 0 && at > start
  }

  /// Steps over a string; whether there is no escape in it, or nil where it does not end.
  private mutating func skipString(in text: Span<UInt8>) -> Bool? {
    var isPlain = true
    at += 1
    while at < text.count {
      switch text[at] {
      case ASCII.quote:
        at += 1
        return isPlain
      case ASCII.backslash:
        isPlain = false
        at += 2
      default: at += 1
      }
    }
    return nil
  }
}

extension Span<UInt8> {
  fileprivate func isSame(as bytes: [UInt8]) -> Bool {
    guard count == bytes.count else { return false }
    return bytes.indices.allSatisfy { self[$0] == bytes[$0] }
  }
}
