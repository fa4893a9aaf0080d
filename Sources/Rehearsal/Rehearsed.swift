// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Views

/// What a rehearsal came to.
package struct Rehearsed: Sendable {
  package let deeds: PlannedDeeds
  package let aliases: Aliases
  /// All objects as they were at its end.
  package let objects: [Object]

  init(_ deeds: PlannedDeeds, _ aliases: Aliases, _ objects: [Object]) {
    (self.deeds, self.aliases, self.objects) = (deeds, aliases, objects)
  }
}
