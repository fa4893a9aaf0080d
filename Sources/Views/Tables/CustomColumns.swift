// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// Columns that a person asks for: `NAME:.metadata.name,PHASE:.status.phase`.
package struct CustomColumns: Sendable, Hashable {
  private let columns: [(name: String, path: JSONPath)]

  package init(parsing text: String) throws(ViewError) {
    let action = "read custom columns \"\(text)\""
    var columns: [(String, JSONPath)] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let colon = part.firstIndex(of: ":"), colon != part.startIndex else {
        throw ViewError(
          action, "\"\(part)\" is no NAME:PATH",
          hint: "write NAME:.metadata.name,PHASE:.status.phase")
      }
      let path: JSONPath
      do throws(ManifestError) {
        path = try JSONPath(parsing: String(part[part.index(after: colon)...]))
      } catch { throw ViewError(action, error.cause) }
      columns.append((String(part[..<colon]), path))
    }
    self.columns = columns
  }

  package var names: [String] { columns.map(\.name) }

  /// What an object has in them.
  package func cells(of object: Value) -> [String] {
    columns.map { column in
      let found = (try? column.path.results(in: object)) ?? []
      let texts = found.map { $0.string ?? JSON.text($0) }
      return texts.isEmpty ? "<none>" : texts.joined(separator: ",")
    }
  }

  package static func == (left: CustomColumns, right: CustomColumns) -> Bool {
    left.names == right.names && left.columns.map(\.path) == right.columns.map(\.path)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(names) }
}
