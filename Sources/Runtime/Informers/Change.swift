// SPDX-License-Identifier: Apache-2.0

package import Kube

/// What has become of one object, as a handler is told.
package struct Change: Sendable {
  package enum Kind: Sendable, Hashable { case added, updated, deleted }

  package let kind: Kind
  /// As it is now; of a deleted one, the last that is known.
  package let object: Object
  /// As it was before; nil where it was not.
  package let old: Object?
  /// Nothing has changed: it is only told again.
  package let isResync: Bool

  init(_ kind: Kind, _ object: Object, old: Object? = nil, isResync: Bool = false) {
    self.kind = kind
    self.object = object
    self.old = old
    self.isResync = isResync
  }

  package var urgency: Urgency { isResync ? .resync : .fresh }
}
