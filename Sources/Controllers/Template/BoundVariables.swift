// SPDX-License-Identifier: Apache-2.0

/// What the `$<…>` of a template stood for when machines were made from it: enough to tell that it
/// changed, nothing of what it was.
///
/// A MachineSet keeps the record it was frozen with. A roll-out starts where a name has a token in both
/// records, and not the same.
package struct BoundVariables: Sendable, Hashable {
  /// Where a value was found.
  package enum Source: Sendable, Hashable {
    /// The object itself, its Cluster, a ConfigMap: content like any other.
    case plain(String)
    /// A Secret, as its HMAC under the store's key.
    case secret(hmac: String)
    /// The process environment: it differs from one run to the next, and starts nothing.
    case environment
    case unresolved
  }

  /// By name, what to compare; names that do not count are left out.
  package private(set) var tokens: [String: String]

  package init(tokens: [String: String] = [:]) { self.tokens = tokens }

  /// `countingSecrets` is the annotation `capctl.dev/roll-on-secret-change`.
  package init(_ found: [String: Source], countingSecrets: Bool) {
    tokens = found.compactMapValues { source in
      switch source {
      case .plain(let value): "\(ContentHash(value))"
      case .secret(let hmac): countingSecrets ? "hmac:\(hmac)" : nil
      case .environment, .unresolved: nil
      }
    }
  }

  /// The names whose values changed since `frozen`. A name that only one side knows has moved in or out
  /// of what counts (a Secret became a ConfigMap, a missing one was found): its old value is not
  /// known, so it starts nothing.
  package func changes(since frozen: BoundVariables) -> [String] {
    tokens.filter { name, token in frozen.tokens[name].map { $0 != token } ?? false }
      .keys.sorted()
  }

  /// The record to keep: what was frozen, and what has become known since.
  package func completing(_ frozen: BoundVariables) -> BoundVariables {
    BoundVariables(tokens: frozen.tokens.merging(tokens) { old, _ in old })
  }
}
