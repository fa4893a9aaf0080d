// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A page of Markdown, as far as what is in it is code.
package struct MarkdownPage: Sendable {
  /// Its path in the repository.
  package let name: String
  package private(set) var blocks: [Block] = []

  /// What stands between backticks within a line.
  package private(set) var spans: [Span] = []

  package struct Block: Sendable {
    /// Of its first line of code, from one.
    package let line: Int
    /// What follows the fence, in words: `sh scene=plane`. Nil where the block is only indented.
    package let info: [String]?
    package let text: String

    package var language: String { info?.first ?? "" }

    /// `plane` for `scene`, where the block is fenced with `scene=plane`.
    package func value(_ key: String) -> String? {
      info?.first { $0.hasPrefix("\(key)=") }.map { String($0.dropFirst(key.count + 1)) }
    }
  }

  package struct Span: Sendable {
    package let line: Int
    package let text: String
  }

  /// Reads a page of the repository.
  package init(_ name: String) throws {
    let file = Golden.root.appending(path: name)
    self.init(name, text: try String(contentsOf: file, encoding: .utf8))
  }

  package init(_ name: String, text: String) {
    self.name = name
    var open: Draft?
    var isAfterBlank = true
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let indent = line.prefix { $0 == " " }.count
      let words = line.dropFirst(indent)
      if open?.info != nil {
        if words.hasPrefix("```") { close(&open) } else { open?.lines.append(line) }
      } else if words.hasPrefix("```") {
        close(&open)
        let info = words.drop { $0 == "`" }.split(separator: " ").map(String.init)
        open = Draft(line: index + 2, indent: indent, info: info)
      } else if indent >= 4, open != nil || isAfterBlank {
        if open == nil { open = Draft(line: index + 1, indent: indent, info: nil) }
        open?.lines.append(line)
      } else if open != nil, words.isEmpty {
        open?.lines.append(line)
      } else {
        close(&open)
        addSpans(of: line, index + 1)
      }
      isAfterBlank = words.isEmpty
    }
    close(&open)
  }

  private struct Draft {
    let line: Int
    let indent: Int
    let info: [String]?
    var lines: [Substring] = []
  }

  private mutating func close(_ draft: inout Draft?) {
    guard let done = draft else { return }
    let lines = done.lines.map { line in
      String(line.dropFirst(min(done.indent, line.prefix { $0 == " " }.count)))
    }
    let text = lines.joined(separator: "\n").trimmingCharacters(in: .newlines)
    blocks.append(Block(line: done.line, info: done.info, text: text))
    draft = nil
  }

  private mutating func addSpans(of line: Substring, _ number: Int) {
    let parts = line.split(separator: "`", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() where index % 2 == 1 && index + 1 < parts.count {
      spans.append(Span(line: number, text: String(part).replacing("\\|", with: "|")))
    }
  }
}
