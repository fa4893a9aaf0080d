// SPDX-License-Identifier: Apache-2.0

/// Rows in columns, as kubectl prints them.
package struct Table: Sendable {
  private var rows: [[String]]

  /// Column names are shown in capitals, as they are given.
  package init(_ columns: String...) {
    rows = [columns]
  }

  /// Without names of columns.
  package init() {
    rows = []
  }

  /// A row whose cells are shown as they are.
  package mutating func add(row: [String]) {
    rows.append(row)
  }

  package mutating func add(_ cells: String...) {
    rows.append(cells.map { $0.isEmpty ? "<none>" : $0 })
  }

  /// Each column as wide as its widest cell and three spaces, six at least.
  package var text: String {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(6) }
        widths[column] = max(widths[column], cell.count + 3)
      }
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        // Nothing follows the last cell, so that lines end where their text does.
        column == row.count - 1 ? cell : cell.padded(to: widths[column])
      }
      return cells.joined() + "\n"
    }.joined()
  }
}

extension String {
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
