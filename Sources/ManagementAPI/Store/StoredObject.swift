// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// One object as of one revision. Never changes: caches, lists and watches share it.
package final class StoredObject: Sendable {
  package let key: StoreKey
  /// The revision that wrote it; its `metadata.resourceVersion` says the same.
  package let revision: Int64
  package let body: Value

  init(key: StoreKey, revision: Int64, body: Value) {
    self.key = key
    self.revision = revision
    var body = body
    body["metadata"]?["resourceVersion"] = .string(String(revision))
    self.body = body
  }
}

/// What one revision did to one object. Never changes: every watch shares it.
package final class Change: Sendable {
  package enum Kind: Int64, Sendable {
    case added = 0
    case modified = 1
    case deleted = 2
  }

  package let kind: Kind
  /// What the object became; for a deletion, what it was at the end, at the deletion's revision.
  package let object: StoredObject
  /// What it was before; nil where it was not.
  package let previous: StoredObject?

  package var revision: Int64 { object.revision }

  init(_ kind: Kind, _ object: StoredObject, previous: StoredObject?) {
    self.kind = kind
    self.object = object
    self.previous = previous
  }
}
