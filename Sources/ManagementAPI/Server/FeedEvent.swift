// SPDX-License-Identifier: Apache-2.0

import Kube

/// One event of a watch, its object perhaps just as it is kept.
struct FeedEvent: Sendable {
  /// Named as on the wire.
  enum Kind: String {
    case added = "ADDED"
    case modified = "MODIFIED"
    case deleted = "DELETED"
    case bookmark = "BOOKMARK"
  }

  let kind: Kind
  let item: Reply.Item

  init(_ kind: Kind, _ item: Reply.Item) {
    self.kind = kind
    self.item = item
  }

  /// For those who read it in this process.
  var event: WatchEvent {
    let object = Object(item.value)
    return switch kind {
    case .added: .added(object)
    case .modified: .modified(object)
    case .deleted: .deleted(object)
    case .bookmark: .bookmark(object)
    }
  }
}
