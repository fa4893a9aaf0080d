// SPDX-License-Identifier: Apache-2.0

/// Cuts a YAML text into sections: before each line that starts with `---`, and behind each that
/// starts with `...`. Neither can stand inside a document, whatever is wrong with it.
struct Sections {
  private var start = 0
  private var line = 0

  /// The next section; nil at the end of the text.
  mutating func next(in text: Span<UInt8>) -> Section? {
    guard start < text.count else { return nil }
    let firstLine = line
    var place = start
    var hasDirective = false
    repeat {
      if isMarker(ASCII.minus, at: place, in: text), place > start, !hasDirective { break }
      // A directive belongs to the document whose `---` follows.
      hasDirective = text[place] == UInt8(ascii: "%") || hasDirective && isBlank(place, in: text)
      let isEnd = isMarker(ASCII.dot, at: place, in: text)
      place = text.firstIndex(of: ASCII.newline, from: place).map { $0 + 1 } ?? text.count
      line += 1
      if isEnd { break }
    } while place < text.count
    defer { start = place }
    return Section(range: start..<place, firstLine: firstLine)
  }

  /// Whether three of the character and then white space start a line here.
  private func isMarker(_ character: UInt8, at place: Int, in text: Span<UInt8>) -> Bool {
    guard place + 3 <= text.count, text[place] == character, text[place + 1] == character,
      text[place + 2] == character
    else { return false }
    return place + 3 == text.count || JSON.isSpace(text[place + 3])
  }

  private func isBlank(_ place: Int, in text: Span<UInt8>) -> Bool {
    text[place] == UInt8(ascii: "#") || JSON.isSpace(text[place])
  }
}
