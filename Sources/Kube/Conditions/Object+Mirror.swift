// SPDX-License-Identifier: Apache-2.0

extension Object {
  /// Copies a condition of another object under a type of this one's own; where there is none yet, what
  /// `fallback` says.
  package func mirror(
    _ type: String, of source: Object?, as own: String, fallback: Condition? = nil
  ) -> Condition {
    if let seen = source?.condition(type) {
      return Condition(own, seen.status, reason: seen.reason, message: seen.message)
    }
    return fallback
      ?? Condition(
        own, .unknown, reason: "NotYetReported", message: "Condition \(type) not yet reported")
  }
}
