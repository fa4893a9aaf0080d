// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Where a page of a list ended: the revision the list is of, and the last object that was on it.
///
/// Clients carry its text and do not look into it.
struct Continuation: Hashable {
  /// Stands for whatever revision there is when the list goes on.
  static let latest: Int64 = -1

  var revision: Int64
  private let namespace: String
  private let name: String

  init(revision: Int64, after key: StoreKey) {
    self.revision = revision
    namespace = key.namespace
    name = key.name
  }

  init?(_ text: String) {
    // The three parts cannot hold a slash: they are a number and two names.
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let revision = Int64(parts[0]), !parts[2].isEmpty,
      revision > 0 || revision == Self.latest
    else { return nil }
    self.revision = revision
    namespace = parts[1]
    name = parts[2]
  }

  var text: String { "\(revision)/\(namespace)/\(name)" }

  func key(in context: Context) -> StoreKey {
    StoreKey(context.collection, namespace: namespace, name: name)
  }
}
