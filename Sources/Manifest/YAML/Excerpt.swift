// SPDX-License-Identifier: Apache-2.0

/// The lines of a text, for looking at those around a mistake.
struct Excerpt {
  private let lines: [Substring.UTF8View.SubSequence]

  init(_ text: Span<UInt8>) {
    let bytes = (0..<text.count).map { text[$0] }
    lines = Substring(decoding: bytes, as: UTF8.self).utf8
      .split(separator: ASCII.newline, omittingEmptySubsequences: false)
  }

  /// A line's characters, without the break.
  func line(_ number: Int) -> [Unicode.Scalar] {
    guard lines.indices.contains(number) else { return [] }
    let line = Substring(lines[number]).unicodeScalars
    return Array(line.last == "\r" ? line.dropLast() : line)
  }

  func scalar(at mark: Mark) -> Unicode.Scalar? {
    let line = line(mark.line)
    return line.indices.contains(mark.column) ? line[mark.column] : nil
  }

  /// The characters of the mark's line that come before it.
  func before(_ mark: Mark) -> String {
    String(String.UnicodeScalarView(line(mark.line).prefix(mark.column)))
  }

  /// The rest of the mark's line, from the mark on.
  func behind(_ mark: Mark) -> String {
    String(String.UnicodeScalarView(line(mark.line).dropFirst(mark.column)))
  }

  /// How far the line is indented.
  func indentation(of number: Int) -> Int { line(number).prefix { $0 == " " }.count }

  /// The nearest line above that is neither blank nor a comment.
  func lineAbove(_ number: Int) -> Int? {
    (0..<min(number, lines.count)).last { number in
      let first = line(number).first { $0 != " " }
      return first != nil && first != "#"
    }
  }
}
