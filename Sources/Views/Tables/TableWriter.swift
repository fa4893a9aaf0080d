// SPDX-License-Identifier: Apache-2.0

/// Lays out a server's tables as kubectl does, one after another with columns that never shrink: of a
/// watch each event is a table.
package struct TableWriter: Sendable {
  /// Which columns are shown.
  package struct Shown: Sendable, Hashable {
    package var isWide = false
    package var namespaces = false
    package var labels = false
    package var labelColumns: [String] = []
    package var header = true

    package init() {}
  }

  private let shown: Shown
  /// What stands before each name, as `cluster.cluster.x-k8s.io/`, where several kinds are shown.
  private let prefix: String
  private var widths: [Int] = []
  private var columns: [ServerTable.Column] = []
  private var isBegun = false

  package init(_ shown: Shown, prefix: String = "") {
    (self.shown, self.prefix) = (shown, prefix)
  }

  /// The next lines.
  package mutating func text(of table: ServerTable) -> String {
    // Only the first event of a watch names the columns.
    if !table.columns.isEmpty { columns = table.columns }
    var lines = table.rows.map(cells)
    if !isBegun, shown.header { lines.insert(names, at: 0) }
    isBegun = true
    for line in lines { widen(to: line) }
    return lines.map { padded($0) + "\n" }.joined()
  }

  private var places: [Int] { columns.indices.filter { shown.isWide || !columns[$0].isWide } }

  private var names: [String] {
    (shown.namespaces ? ["NAMESPACE"] : []) + places.map { columns[$0].name }
      + shown.labelColumns.map(Self.title) + (shown.labels ? ["LABELS"] : [])
  }

  /// `app.kubernetes.io/name` becomes `NAME`.
  private static func title(_ label: String) -> String {
    (label.split(separator: "/").last.map(String.init) ?? label).uppercased()
  }

  private func cells(_ row: ServerTable.Row) -> [String] {
    var cells = places.map { place in
      let cell = place < row.cells.count ? row.cells[place] : ""
      return columns[place].name == "NAME" ? prefix + cell : cell
    }
    if shown.namespaces { cells.insert(row.namespace, at: 0) }
    cells += shown.labelColumns.map { row.labels[$0] ?? "" }
    if shown.labels { cells.append(Self.text(of: row.labels)) }
    return cells
  }

  private static func text(of labels: [String: String]) -> String {
    let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return pairs.isEmpty ? "<none>" : pairs.joined(separator: ",")
  }

  private mutating func widen(to cells: [String]) {
    for (column, cell) in cells.enumerated() {
      if column == widths.count { widths.append(6) }
      widths[column] = max(widths[column], cell.columns + 3)
    }
  }

  private func padded(_ cells: [String]) -> String {
    cells.enumerated().map { column, cell in
      let room = column == cells.count - 1 ? 0 : widths[column] - cell.columns
      return cell + String(repeating: " ", count: max(0, room))
    }.joined()
  }
}

extension String {
  /// How many columns of a terminal it takes; what is plain is not looked at letter by letter.
  fileprivate var columns: Int {
    let bytes = utf8
    return bytes.allSatisfy { $0 < 0x80 } ? bytes.count : count
  }
}
