// SPDX-License-Identifier: Apache-2.0

package import Kube

/// What a kind asks of its objects that no schema can say. Pure: from the object alone, and from what
/// it was before.
package protocol KindRules: Sendable {
  /// Fills in what a client may leave out, and sets what only the server may set.
  func settle(_ object: inout Object, over old: Object?) throws(StatusError)

  /// All that is wrong with an object.
  func errors(in object: Object, over old: Object?) -> [FieldError]
}

extension KindRules {
  package func settle(_ object: inout Object, over old: Object?) throws(StatusError) {}
  package func errors(in object: Object, over old: Object?) -> [FieldError] { [] }
}

/// A kind that asks for nothing.
struct NoRules: KindRules {}
