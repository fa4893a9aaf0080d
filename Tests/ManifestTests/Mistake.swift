// SPDX-License-Identifier: Apache-2.0

import Log

/// What the error says that `work` throws; nil where it throws none.
func mistake(_ work: () throws -> some Any) -> String? {
  do {
    _ = try work()
    return nil
  } catch {
    let hint = (error as? any Failure)?.hint
    return hint.map { "\(error) | \($0)" } ?? "\(error)"
  }
}
