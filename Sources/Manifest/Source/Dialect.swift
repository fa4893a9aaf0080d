// SPDX-License-Identifier: Apache-2.0

/// Whose YAML it is: the two agree on nearly all of it.
package enum Dialect: Sendable, Hashable {
  /// kubectl's, and so that of every manifest: `yes`, `no`, `on` and `off` are booleans.
  case kubectl
  /// kustomize's: those words are text, and a date is written out as a time.
  case kustomize
}
