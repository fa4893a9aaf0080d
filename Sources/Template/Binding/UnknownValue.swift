// SPDX-License-Identifier: Apache-2.0

/// A value that only doing something tells.
package enum UnknownValue {
  /// What stands for it in a plan.
  package static let text = "(known after apply)"
}
