// SPDX-License-Identifier: Apache-2.0

import API
import Views

/// How long a verb may wait, as kubectl writes it: `30s`, `1h30m`; 0 is for ever, less is a week.
struct WaitLimit {
  private let duration: Duration?

  init(_ text: String) throws(ViewError) {
    if text == "0" {
      duration = nil
      return
    }
    let isNegative = text.hasPrefix("-")
    guard let seconds = Self.seconds(text.drop { $0 == "-" }) else {
      throw ViewError("wait for \"\(text)\"", "it is no duration", hint: "write 30s, 5m or 1h30m")
    }
    duration = isNegative ? .seconds(7 * 86_400) : seconds == .zero ? nil : seconds
  }

  /// Nil is never.
  func deadline() -> ContinuousClock.Instant? { duration.map { .now + $0 } }

  private static func seconds(_ text: Substring) -> Duration? {
    let units: [(String, Double)] = [("ms", 0.001), ("h", 3600), ("m", 60), ("s", 1)]
    var total = 0.0
    var rest = text
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isNumber || $0 == "." }
      rest = rest.dropFirst(digits.count)
      guard let count = Double(digits), let unit = units.first(where: { rest.hasPrefix($0.0) })
      else { return nil }
      total += count * unit.1
      rest = rest.dropFirst(unit.0.count)
    }
    return .milliseconds(Int64(total * 1000))
  }
}
