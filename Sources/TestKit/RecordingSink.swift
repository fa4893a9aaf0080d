// SPDX-License-Identifier: Apache-2.0

package import Log
import Synchronization

/// Keeps what is logged, for a test to look at.
package final class RecordingSink: Sink {
  private let kept = Mutex<[Record]>([])

  package init() {}

  package var records: [Record] { kept.withLock { $0 } }

  /// The lines without their times: `info    made machine=m-0`.
  package var lines: [String] {
    records.map { record in
      let line = String(decoding: Format.text.line(record), as: UTF8.self)
      return String(line.dropFirst(25).dropLast())
    }
  }

  package func take(_ record: Record) { kept.withLock { $0.append(record) } }
}
