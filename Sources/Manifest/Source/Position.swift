// SPDX-License-Identifier: Apache-2.0

/// A place in a file, counted from 1; columns count characters, not bytes.
package struct Position: Sendable, Hashable, CustomStringConvertible {
  package let file: String
  package let line: Int
  package let column: Int

  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  package var description: String { "\(file):\(line):\(column)" }
}

/// A place in a text as a reader meets it, line and column counted from 0.
struct Mark: Hashable {
  var line = 0
  var column = 0

  /// The place of a byte of a text.
  init(of offset: Int, in text: Span<UInt8>) {
    var counter = MarkCounter()
    self = counter.mark(of: offset, in: text)
  }

  init(line: Int = 0, column: Int = 0) {
    self.line = line
    self.column = column
  }
}

/// Turns byte offsets into marks. Each must be at or behind the one before: the text is counted once.
struct MarkCounter {
  private var offset = 0
  private var mark = Mark()

  mutating func mark(of target: Int, in text: Span<UInt8>) -> Mark {
    while offset < target {
      if text[offset] == ASCII.newline {
        mark = Mark(line: mark.line + 1)
      } else if !UTF8.isContinuation(text[offset]) {
        mark.column += 1
      }
      offset += 1
    }
    return mark
  }
}
