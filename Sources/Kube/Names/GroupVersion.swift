// SPDX-License-Identifier: Apache-2.0

/// A group and one of its versions, as `apiVersion` holds them: `v1`, `apps/v1`.
package struct GroupVersion: Sendable, Hashable {
  /// Empty for the core group.
  package var group: String
  package var version: String

  package init(group: String, version: String) {
    self.group = group
    self.version = version
  }

  /// Nil where the text is no `version` and no `group/version`.
  package init?(_ apiVersion: String) {
    let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    switch parts.count {
    case 1 where !parts[0].isEmpty: self.init(group: "", version: parts[0])
    case 2 where !parts[1].isEmpty: self.init(group: parts[0], version: parts[1])
    default: return nil
    }
  }
}

extension GroupVersion: CustomStringConvertible {
  package var description: String { group.isEmpty ? version : "\(group)/\(version)" }
}
