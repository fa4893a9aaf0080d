// SPDX-License-Identifier: Apache-2.0

package import CommandLine
package import Kube

/// Prints a tree: in columns where there is room for them, else with what is wrong below each line.
package struct TreeText: Sendable {
  private let now: Time
  /// Nil for no colour.
  private let terminal: Terminal?
  private let width: Int

  /// `width` is that of the terminal; what goes elsewhere has all the room it needs.
  package init(at now: Time, width: Int = .max, on terminal: Terminal? = nil) {
    (self.now, self.width, self.terminal) = (now, width, terminal)
  }

  /// The least room for columns; with less, names and what is wrong are all there is.
  static let columnsWidth = 100

  package func text(of root: TreeNode) -> String {
    var lines: [Line] = []
    collect(root, lead: "", below: "", into: &lines)
    return width < Self.columnsWidth ? narrow(lines) : wide(lines)
  }

  private struct Line {
    let lead: String
    /// What stands before further lines of the same node.
    let below: String
    let node: TreeNode
  }

  private func collect(_ node: TreeNode, lead: String, below: String, into lines: inout [Line]) {
    let bar = node.children.isEmpty ? "  " : "│ "
    lines.append(Line(lead: lead, below: below + bar, node: node))
    for (index, child) in node.children.enumerated() {
      let isLast = index == node.children.count - 1
      collect(
        child, lead: below + (isLast ? "└─" : "├─"), below: below + (isLast ? "  " : "│ "),
        into: &lines)
    }
  }

  // MARK: - Wide

  private static let titles = [
    "NAME", "REPLICAS", "AVAILABLE", "READY", "UP TO DATE", "STATUS", "REASON", "SINCE", "MESSAGE",
  ]

  private func wide(_ lines: [Line]) -> String {
    let rows = [Self.titles] + lines.map(cells)
    var widths = [Int](repeating: 0, count: Self.titles.count)
    for row in rows {
      for (column, cell) in row.enumerated() {
        widths[column] = max(widths[column], cell.count + 2)
      }
    }
    let room = width - widths.dropLast().reduce(0, +)
    var text = ""
    for (index, row) in rows.enumerated() {
      let line = index == 0 ? nil : lines[index - 1]
      text += self.row(row, widths, line, room: max(room, 30))
    }
    return text
  }

  private func cells(_ line: Line) -> [String] {
    let node = line.node
    let state = node.state
    let name = line.lead + (node.mark.isEmpty ? "" : "\(node.mark) ") + node.title
    return [
      name, node.replicas, node.available, node.ready, node.upToDate,
      state.map { "\($0.type): \($0.status.rawValue)" } ?? "", state?.reason ?? "",
      state?.since.map { (now - $0).human } ?? "", state?.message.flat ?? "",
    ]
  }

  private func row(_ cells: [String], _ widths: [Int], _ line: Line?, room: Int) -> String {
    var parts: [String] = []
    for (column, cell) in cells.dropLast().enumerated() {
      let pad = String(repeating: " ", count: widths[column] - cell.count)
      parts.append(styled(cell, column, line) + pad)
    }
    let fixed = parts.joined()
    let message = cells[cells.count - 1].lines(of: width == .max ? .max : room)
    let first = (fixed + (message.first ?? "")).trimmedEnd + "\n"
    guard message.count > 1, let line else { return first }
    // What does not fit goes on in its own column, beside the tree's lines.
    let indent = widths.dropLast().reduce(0, +)
    let lead = line.below + String(repeating: " ", count: max(0, indent - line.below.count))
    return first + message.dropFirst().map { lead + $0 + "\n" }.joined()
  }

  private func styled(_ cell: String, _ column: Int, _ line: Line?) -> String {
    guard let line else { return cell }
    switch column {
    case 0:
      let head = line.lead
      return head + Style.bold.apply(String(cell.dropFirst(head.count)), on: terminal)
    case 5 where !cell.isEmpty: return colour(line.node.state).apply(cell, on: terminal)
    default: return cell
    }
  }

  private func colour(_ state: TreeNode.State?) -> Style {
    guard let state else { return .bold }
    if state.isGood { return .green }
    return state.status == .unknown ? .yellow : .red
  }

  // MARK: - Narrow

  private func narrow(_ lines: [Line]) -> String {
    lines.map { line in
      let state = line.node.state
      let mark = state.map { $0.isGood ? "" : " \($0.status.rawValue)" } ?? ""
      let title = (line.node.mark.isEmpty ? "" : "\(line.node.mark) ") + line.node.title
      let count = line.node.replicas.isEmpty ? "" : " \(line.node.replicas)"
      let tail = count + mark
      let room = max(8, width - line.lead.count - tail.count)
      var text = line.lead + title.shortened(toWidth: room) + count
      if !mark.isEmpty { text += colour(state).apply(mark, on: terminal) }
      text += "\n"
      guard let state, !state.isGood, !state.message.isEmpty else { return text }
      let words = state.message.flat.lines(of: max(12, width - line.below.count))
      return text + words.map { line.below + $0 + "\n" }.joined()
    }.joined()
  }
}

extension String {
  /// On one line, the items of lists with semicolons between.
  package var flat: String {
    var text = ""
    var wasItem = false
    for line in split(whereSeparator: \.isNewline) {
      var words = line.split(whereSeparator: \.isWhitespace)[...]
      let isItem = words.first == "*"
      if isItem { words = words.dropFirst() }
      guard !words.isEmpty else { continue }
      let isNext = !text.isEmpty && !text.hasSuffix(":") && (isItem || wasItem)
      text += (isNext ? "; " : text.isEmpty ? "" : " ") + words.joined(separator: " ")
      wasItem = isItem
    }
    return text
  }

  /// Without spaces at the end.
  fileprivate var trimmedEnd: String {
    var text = self[...]
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }

  /// The middle left out: names begin and end with what tells them apart.
  fileprivate func shortened(toWidth width: Int) -> String {
    guard count > width, width > 3 else { return self }
    let head = (width - 1) / 2
    return prefix(head) + "…" + suffix(width - 1 - head)
  }

  /// Broken between words into lines no longer than `width`; a longer word is cut.
  fileprivate func lines(of width: Int) -> [String] {
    guard count > width else { return [self] }
    var lines: [String] = []
    var line = ""
    for word in split(separator: " ") {
      var word = word[...]
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      while word.count > width {
        lines.append(String(word.prefix(width)))
        word = word.dropFirst(width)
      }
      line += line.isEmpty ? String(word) : " \(word)"
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
