// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// What a `$<…>` names: `CLUSTER_NAME`, `spec.subnets[0].id`, `metadata.annotations['a.b/c']`.
package struct Reference: Sendable, Hashable, CustomStringConvertible {
  /// The first word, which says where to look.
  package let word: String

  /// All of it, the first word included.
  package let path: Path

  package var description: String { "\(path)" }
}

/// Where references lead to. It answers at once: what takes time is fetched before, by the list of
/// an expression's references.
package protocol Scope {
  func find(_ reference: Reference) -> Finding
}

/// What a scope knows of a reference.
package enum Finding: Sendable {
  case found(Value)

  /// Found, and not to be printed.
  case secret(Value)

  /// Not there; each place that was looked into, as a person would call it.
  case missing(lookedIn: [String])
}
