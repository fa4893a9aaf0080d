// SPDX-License-Identifier: Apache-2.0

/// What an object is, whatever version it is written in.
package struct GroupKind: Sendable, Hashable {
  package var group: String
  package var kind: String

  package init(group: String, kind: String) {
    self.group = group
    self.kind = kind
  }

  package func at(version: String) -> GroupVersionKind {
    GroupVersionKind(group: group, version: version, kind: kind)
  }
}

extension GroupKind: CustomStringConvertible {
  /// `Deployment.apps`, and a bare `Pod` in the core group.
  package var description: String { group.isEmpty ? kind : "\(kind).\(group)" }
}

/// What an object is, and in which version it is written.
package struct GroupVersionKind: Sendable, Hashable {
  package var group: String
  package var version: String
  package var kind: String

  package init(group: String, version: String, kind: String) {
    self.group = group
    self.version = version
    self.kind = kind
  }

  package var groupVersion: GroupVersion { GroupVersion(group: group, version: version) }
  package var groupKind: GroupKind { GroupKind(group: group, kind: kind) }
  package var apiVersion: String { groupVersion.description }
}

extension GroupVersionKind: CustomStringConvertible {
  package var description: String { "\(apiVersion), Kind=\(kind)" }
}
