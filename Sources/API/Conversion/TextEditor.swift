// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Changes the lines of a document so that they say something else, and leaves alone what they say already.
///
/// It knows maps in block style, one entry a line; lists that change are written anew.
struct TextEditor {
  let document: Document
  let lines: [Substring]

  /// Nil where the document is written in a way that cannot be changed in part.
  func rewritten(to new: Value, in range: Range<Int>) -> [String]? {
    guard let old = document.value.map, let new = new.map else { return nil }
    return map(old, new, at: [], in: range)
  }

  /// An entry: its own line, and all lines that belong to it, comments above it included.
  private struct Block {
    var entry: Map.Entry
    var line: Int
    var lines: Range<Int>
  }

  private func map(_ old: Map, _ new: Map, at path: Path, in range: Range<Int>) -> [String]? {
    guard let first = old.entries.first else { return nil }
    let indent = document.position(of: path.key(first.key)).column - 1
    guard let blocks = blocks(old, at: path, in: range, indent: indent) else { return nil }
    var output: [String] = []
    for block in blocks {
      guard let text = entry(block, new[block.entry.key], at: path, indent: indent) else {
        return nil
      }
      output += text
    }
    for entry in new where !old.contains(entry.key) {
      output += written(entry.key, entry.value, indent: indent)
    }
    return output
  }

  private func blocks(
    _ map: Map, at path: Path, in range: Range<Int>, indent: Int
  ) -> [Block]? {
    var blocks: [Block] = []
    for entry in map {
      let place = document.position(of: path.key(entry.key))
      let line = place.line - 1
      let isOwn = range.contains(line) && lines[line].prefix(indent).allSatisfy { $0 == " " }
      guard place.column == indent + 1, isOwn, line > blocks.last?.line ?? -1 else { return nil }
      var start = line
      let floor = blocks.last.map { $0.line + 1 } ?? range.lowerBound
      while start > floor && isAside(start - 1, indent: indent) { start -= 1 }
      if blocks.isEmpty { start = range.lowerBound }
      if let last = blocks.indices.last {
        blocks[last].lines = blocks[last].lines.lowerBound..<start
      }
      blocks.append(Block(entry: entry, line: line, lines: start..<range.upperBound))
    }
    return blocks
  }

  /// A comment that is no deeper than the keys below it: what is deeper may be part of a text.
  private func isAside(_ line: Int, indent: Int) -> Bool {
    let body = lines[line].drop { $0 == " " }
    return body.isEmpty || body.hasPrefix("#") && lines[line].count - body.count <= indent
  }

  private func entry(_ block: Block, _ new: Value?, at path: Path, indent: Int) -> [String]? {
    let above = lines[block.lines.lowerBound..<block.line].map(String.init)
    let old = block.entry.value
    guard let new else { return above.filter { $0.contains("#") } }
    if new == old { return lines[block.lines].map(String.init) }
    let key = block.entry.key
    if let before = old.map, let after = new.map, !before.isEmpty, !after.isEmpty,
      let first = before.entries.first,
      document.position(of: path.key(key).key(first.key)).line - 1 > block.line
    {
      let inner = (block.line + 1)..<block.lines.upperBound
      guard let body = map(before, after, at: path.key(key), in: inner) else { return nil }
      return above + [String(lines[block.line])] + body
    }
    return above + written(key, new, indent: indent, remark: remark(behind: block, new))
  }

  /// The comment behind a value that stays on its line.
  private func remark(behind block: Block, _ new: Value) -> String {
    let line = lines[block.line]
    guard block.lines.upperBound == block.line + 1, new.map == nil, new.list == nil,
      !line.contains("\""), !line.contains("'"), let start = line.firstRange(of: " #")
    else { return "" }
    return String(line[start.lowerBound...])
  }

  private func written(
    _ key: String, _ value: Value, indent: Int, remark: String = ""
  ) -> [String] {
    let margin = String(repeating: " ", count: indent)
    let text = YAML.text(.map(Map([(key, value)])))
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
      $0.isEmpty ? "" : margin + $0 + remark
    }
  }
}
