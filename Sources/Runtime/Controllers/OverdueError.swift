// SPDX-License-Identifier: Apache-2.0

import Log

/// A pass that was not done in time.
package struct OverdueError: Failure, Hashable {
  package let key: Key
  package let limit: Duration

  package var action: String { "reconcile \(key)" }
  package var cause: String { "not done within \(limit)" }
}
