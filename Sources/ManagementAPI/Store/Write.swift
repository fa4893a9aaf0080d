// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// One change of one object, to be made if the object is still what the writer saw.
package struct Write: Sendable {
  /// What the writer saw.
  package enum Expected: Sendable, Hashable {
    case absent
    case revision(Int64)
  }

  package var key: StoreKey
  package var expected: Expected
  /// What the object becomes. For a deletion, what it is said to have been.
  package var body: Value
  package var isDeletion: Bool

  package static func create(_ key: StoreKey, _ body: Value) -> Write {
    Write(key: key, expected: .absent, body: body, isDeletion: false)
  }

  package static func update(_ seen: StoredObject, to body: Value) -> Write {
    Write(key: seen.key, expected: .revision(seen.revision), body: body, isDeletion: false)
  }

  /// `last` is what watches are told the object was.
  package static func delete(_ seen: StoredObject, as last: Value? = nil) -> Write {
    Write(
      key: seen.key, expected: .revision(seen.revision), body: last ?? seen.body, isDeletion: true)
  }
}

/// How a write ended.
package enum Outcome: Sendable {
  case done(StoredObject)
  /// The object was not what the writer saw; here is what it is.
  case conflict(StoredObject?)

  var isDone: Bool { if case .done = self { true } else { false } }
}
