// SPDX-License-Identifier: Apache-2.0

import Kube

/// A Secret or ConfigMap that a Cluster takes variables from.
struct VariableSource: Sendable, Hashable {
  let kind: GroupKind
  let name: String

  /// Reads `Secret/a,ConfigMap/b`; what is neither is left out.
  static func list(_ text: String?) -> [VariableSource] {
    (text ?? "").split(separator: ",").compactMap { item in
      let parts = item.filter { $0 != " " }.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[1].isEmpty else { return nil }
      let kinds: [Substring: GroupKind] = ["Secret": .secret, "ConfigMap": .configMap]
      return kinds[parts[0]].map { VariableSource(kind: $0, name: String(parts[1])) }
    }
  }
}
