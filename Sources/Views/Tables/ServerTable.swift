// SPDX-License-Identifier: Apache-2.0

import Kube
package import Manifest

/// A table as an API server lays it out: columns, and a row for each object.
package struct ServerTable: Sendable, Hashable {
  package struct Column: Sendable, Hashable {
    package let name: String
    /// Shown only where there is much room.
    package let isWide: Bool
  }

  package struct Row: Sendable, Hashable {
    package let cells: [String]
    /// What is sent along of the object: its metadata at least.
    package let object: Value
  }

  package var columns: [Column]
  package var rows: [Row]
  package let resourceVersion: String

  /// Nil where the answer is no table.
  package init?(_ value: Value) {
    guard value["kind"]?.string == "Table" else { return nil }
    columns = (value["columnDefinitions"]?.list ?? []).map { column in
      Column(
        name: (column["name"]?.string ?? "").uppercased(),
        isWide: (column["priority"]?.int ?? 0) > 0)
    }
    rows = (value["rows"]?.list ?? []).map { row in
      Row(cells: (row["cells"]?.list ?? []).map(Self.text), object: row["object"] ?? [:])
    }
    resourceVersion = value["metadata", "resourceVersion"]?.string ?? ""
  }

  private static func text(_ cell: Value) -> String {
    switch cell {
    case .null: return ""
    case .string(let text): return firstLine(text)
    default: return JSON.text(cell)
    }
  }

  /// What else there is would break the row.
  private static func firstLine(_ text: String) -> String {
    // Nearly all are plain words.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    let line = text.prefix { !$0.isNewline && $0 != "\u{0C}" }
    let shown = String(line.map { $0 == "\t" ? " " : $0 })
    return line.endIndex == text.endIndex ? shown : shown + "..."
  }
}

extension ServerTable.Row {
  package var name: String { object["metadata", "name"]?.string ?? "" }
  package var namespace: String { object["metadata", "namespace"]?.string ?? "" }
  var labels: [String: String] { Object(object).metadata.labels }
}
