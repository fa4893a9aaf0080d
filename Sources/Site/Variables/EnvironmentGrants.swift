// SPDX-License-Identifier: Apache-2.0

import Manifest

/// The variables of this process that committed objects may use: those that were named when it started, and
/// no others, for whoever may commit must not be able to read what else it holds.
package struct EnvironmentGrants: Sendable {
  private struct Grant: Sendable {
    let name: String
    /// Nil for every namespace.
    let namespace: String?
    let value: String
  }

  private let grants: [Grant]

  /// `words` are names, each perhaps with the namespace it is for: `TOKEN`, `TOKEN=team-a`.
  package init(_ words: [String] = [], from environment: (String) -> String? = { _ in nil }) {
    grants = words.compactMap { word in
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard let name = parts.first, let value = environment(name) else { return nil }
      return Grant(name: name, namespace: parts.count > 1 ? parts[1] : nil, value: value)
    }
  }

  /// The last place that is looked into; what it holds is shown as little as a Secret.
  package func place(for namespace: String?) -> ClusterVariables.Place {
    let granted = grants.filter { $0.namespace == nil || $0.namespace == namespace }
    let values = Dictionary(granted.map { ($0.name, Value.string($0.value)) }) { _, last in last }
    return ClusterVariables.Place(
      "the environment, as far as --env allows", values, isSecret: true, isEnvironment: true)
  }
}
