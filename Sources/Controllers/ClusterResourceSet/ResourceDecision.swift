// SPDX-License-Identifier: Apache-2.0

/// Whether one ConfigMap or Secret of a ClusterResourceSet is applied to a cluster now. Nothing it applied
/// is ever deleted by it.
package enum ResourceDecision: Sendable, Hashable {
  case apply(hash: String)
  case skip

  package enum Strategy: String, Sendable {
    case applyOnce = "ApplyOnce"
    case reconcile = "Reconcile"
  }

  /// What the ClusterResourceSetBinding remembers of the resource.
  package struct Record: Sendable, Hashable {
    package var isApplied: Bool
    package var hash: String?

    package init(isApplied: Bool, hash: String? = nil) {
      self.isApplied = isApplied
      self.hash = hash
    }
  }

  /// `data` is the resource's data, decoded, its keys sorted by the caller or not.
  package init(_ data: [String: [UInt8]], strategy: Strategy, record: Record?) {
    let hash = Self.hash(data)
    switch (strategy, record) {
    case (.applyOnce, let record?) where record.isApplied: self = .skip
    case (.reconcile, let record?) where record.isApplied && record.hash == hash: self = .skip
    default: self = .apply(hash: hash)
    }
  }

  /// Of names and contents, in order, each with its length: moving a byte from one to the other is a
  /// difference.
  static func hash(_ data: [String: [UInt8]]) -> String {
    let parts = data.sorted { $0.key < $1.key }.flatMap { key, content -> [UInt8] in
      Array("\(key.utf8.count):\(key)\(content.count):".utf8) + content
    }
    return "\(ContentHash(parts))"
  }
}
