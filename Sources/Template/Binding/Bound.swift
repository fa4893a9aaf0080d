// SPDX-License-Identifier: Apache-2.0

import Log
package import Manifest

/// A value with everything in its place. Printed, each part that came from a secret is `***`.
package struct Bound: Sendable {
  private let value: Secret<Value>

  /// The value as it may be shown.
  package let redacted: Value

  package let holdsSecret: Bool

  /// The value itself, secrets included: for the call that needs it, and nothing else.
  package func reveal() -> Value { value.reveal() }

  init(_ value: Value, redacted: Value, holdsSecret: Bool) {
    self.value = Secret(value)
    self.redacted = redacted
    self.holdsSecret = holdsSecret
  }

  init(_ value: Value, isSecret: Bool = false) {
    self.init(value, redacted: isSecret ? "***" : value, holdsSecret: isSecret)
  }
}

extension Bound: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { JSON.text(redacted) }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: ["redacted": redacted]) }
}
