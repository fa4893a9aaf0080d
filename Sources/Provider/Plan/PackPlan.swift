// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Packs

/// What a provider would be asked for, for one object as it is wanted now. Nothing in it holds a secret that it
/// would print.
package struct PackPlan: Sendable {
  package let object: Object
  /// In their order. Each says method, target and body, and of an update what changes.
  package internal(set) var calls: [ProviderCall] = []
  /// What cannot be told before something else has happened, and what would go wrong: `container waits for …`.
  package internal(set) var notes: [String] = []
  /// What others changed, and nobody changes back.
  package internal(set) var drift: [String] = []
  /// The object once all that is done; nil where more would follow, or it would be gone.
  package internal(set) var outcome: Object?

  init(_ object: Object) { self.object = object }
}
