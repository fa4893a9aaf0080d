// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Where a document came from.
///
/// Few documents are ever asked for the places of their nodes, so these are found by reading the
/// text once more, when the first is asked for.
final class Origin: Sendable {
  private let name: String
  private let section: Section
  private let text: [UInt8]
  private let format: Format
  private let limits: Limits
  /// Which of the section's documents it is.
  private let ordinal: Int
  private let known = Mutex<Marks?>(nil)

  init(
    _ name: String, _ section: Section, of text: [UInt8], _ format: Format, limits: Limits,
    ordinal: Int
  ) {
    self.name = name
    self.section = section
    self.text = text
    self.format = format
    self.limits = limits
    self.ordinal = ordinal
  }

  var marks: Marks {
    known.withLock { known in
      if let known { return known }
      let again = section.read(text, as: format, limits: limits, recordsMarks: true)
      let marks = again.found[ordinal].marks ?? Marks(mark: Mark())
      known = marks
      return marks
    }
  }

  func position(of mark: Mark) -> Position {
    Position(file: name, line: section.firstLine + mark.line + 1, column: mark.column + 1)
  }
}
