// SPDX-License-Identifier: Apache-2.0

/// A collection of the API, as its address names it: group, version and plural.
package struct Resource: Sendable, Hashable {
  package var group: String
  package var version: String
  /// Lower case and plural: `machinedeployments`.
  package var plural: String

  package init(group: String, version: String, plural: String) {
    self.group = group
    self.version = version
    self.plural = plural
  }

  package var groupVersion: GroupVersion { GroupVersion(group: group, version: version) }

  /// The collection whatever the version: `machines.cluster.x-k8s.io`, and a bare `pods` in the core
  /// group.
  package var qualified: String { group.isEmpty ? plural : "\(plural).\(group)" }

  /// The address of the group and version: `/api/v1`, `/apis/apps/v1`.
  package var root: String { group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)" }
}

extension Resource: CustomStringConvertible {
  package var description: String { "\(groupVersion)/\(plural)" }
}
