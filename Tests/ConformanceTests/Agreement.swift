// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kube
import TestKit

/// What several servers answered to the same questions, compared.
struct Agreement {
  /// The steps in which two servers disagree, told so that one sees where; empty where they agree.
  static func differences(
    _ scenario: Scenario, _ expected: [Player.Line], _ actual: [Player.Line], _ who: String,
    countsMeant: Bool = false
  ) -> [String] {
    zip(expected, actual).enumerated().compactMap { index, pair in
      if pair.0.difference != nil && !countsMeant {
        guard pair.0.code != pair.1.code, !pair.0.differsInCode else { return nil }
      }
      guard pair.0.answer != pair.1.answer else { return nil }
      return """
        \(scenario): step \(index + 1), \(pair.0.step): \(who)
        \(difference(pair.0.answer, pair.1.answer))
        """
    }
  }

  /// Two texts' lines that are not in the other, in the manner of diff.
  static func difference(_ expected: String, _ actual: String) -> String {
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let new = actual.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let lines = new.difference(from: old).map { change in
      switch change {
      case .remove(let offset, let line, _): (offset, "  - \(line)")
      case .insert(let offset, let line, _): (offset, "  + \(line)")
      }
    }
    return lines.sorted { $0.0 < $1.0 }.prefix(24).map(\.1).joined(separator: "\n")
  }
}
