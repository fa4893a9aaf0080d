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
    let bytes = apiVersion.utf8
    let slash = bytes.firstIndex(of: UInt8(ascii: "/"))
    let start = slash.map(bytes.index(after:)) ?? bytes.startIndex
    guard start < bytes.endIndex, !bytes[start...].contains(UInt8(ascii: "/")) else { return nil }
    self.init(
      group: slash.map { String(apiVersion[..<$0]) } ?? "", version: String(apiVersion[start...]))
  }
}

extension GroupVersion: CustomStringConvertible {
  package var description: String { group.isEmpty ? version : "\(group)/\(version)" }
}
