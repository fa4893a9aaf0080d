// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// A number of replicas, or a share of them: `1`, `"25%"`.
package enum CountOrPercent: Sendable, Hashable {
  case count(Int)
  case percent(Int)

  /// Nil where the value is neither a whole number ≥ 0 nor such a number with a percent sign.
  package init?(_ value: Value) {
    if let count = value.int, count >= 0, let count = Int(exactly: count) {
      self = .count(count)
    } else if let text = value.string, text.last == "%", let share = Self.digits(text.dropLast()) {
      self = .percent(share)
    } else {
      return nil
    }
  }

  private static func digits(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }

  package func resolved(of total: Int, roundingUp: Bool) -> Int {
    switch self {
    case .count(let count): count
    case .percent(let share): (share * total + (roundingUp ? 99 : 0)) / 100
    }
  }
}

extension CountOrPercent: CustomStringConvertible {
  package var description: String {
    switch self {
    case .count(let count): "\(count)"
    case .percent(let share): "\(share)%"
    }
  }
}
