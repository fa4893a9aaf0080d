// SPDX-License-Identifier: Apache-2.0

package import Kube
import Kustomize

/// An object that was built, and where it comes from.
package struct Built: Sendable {
  package var object: Object
  /// `file:line`, as far as it is known.
  package var origin: String?

  package init(_ object: Object, origin: String?) {
    self.object = object
    self.origin = origin
  }
}

/// What a folder came to: objects, and what is wrong with the files that gave none.
struct BuildResult: Sendable {
  var objects: [Built] = []
  /// Sentences that name file, line and error.
  var problems: [String] = []
  /// Whether some of it asks for the first Flux.
  var hasLegacyKinds = false
  /// What was read for it: while that is the same, so is the result.
  var inputs: [BuildInput] = []
  /// What has to be fetched before more can be built.
  var missingBases: [RemoteBase] = []
}
