// SPDX-License-Identifier: Apache-2.0

/// A cause on its way to the place that knows what was being done.
struct Refusal: Error {
  let cause: String

  init(_ cause: String) { self.cause = cause }
}

extension Value {
  /// The kind as a message says it: `a map`, `an integer`.
  var aKind: String { kind == "integer" ? "an integer" : "a \(kind)" }
}
