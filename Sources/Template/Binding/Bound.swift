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

  /// `redacted` is `value` with `***` for each secret in it.
  package init(_ value: Value, redacted: Value, holdsSecret: Bool) {
    self.value = Secret(value)
    self.redacted = redacted
    self.holdsSecret = holdsSecret
  }

  package init(_ value: Value, isSecret: Bool = false) {
    self.init(value, redacted: isSecret ? "***" : value, holdsSecret: isSecret)
  }
}

extension Bound {
  /// The same change made to the value and to what is shown of it.
  package func map(_ change: (Value) -> Value) -> Bound {
    Bound(change(reveal()), redacted: change(redacted), holdsSecret: holdsSecret)
  }

  /// The value with what `seal` makes of each secret in its place.
  package func sealed(_ seal: (Value) -> Value) -> Value {
    holdsSecret ? Self.sealed(reveal(), redacted, seal) : reveal()
  }

  private static func sealed(_ value: Value, _ shown: Value, _ seal: (Value) -> Value) -> Value {
    switch (value, shown) {
    case (.map(let map), .map(let shown)):
      var result = Map()
      for entry in map {
        result[entry.key] = sealed(entry.value, shown[entry.key] ?? .null, seal)
      }
      return .map(result)
    case (.list(let items), .list(let shown)) where items.count == shown.count:
      return .list(zip(items, shown).map { sealed($0, $1, seal) })
    default: return value == shown ? value : seal(value)
    }
  }
}

extension Bound: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { JSON.text(redacted) }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: ["redacted": redacted]) }
}
