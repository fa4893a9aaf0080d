// SPDX-License-Identifier: Apache-2.0

package import Manifest
import Synchronization

/// One object as of one revision. Never changes: caches, lists and watches share it.
///
/// It is kept as the JSON that clients are sent, which takes a fraction of the memory that the tree of
/// its data does. The trees of those that were used last are at hand.
package final class StoredObject: Sendable {
  package let key: StoreKey
  /// The revision that wrote it; its `metadata.resourceVersion` says the same.
  package let revision: Int64
  /// All of it.
  let json: [UInt8]
  private let tree: Mutex<Value?>

  /// One that was just written or read, as its tree and as the file has it.
  init(key: StoreKey, revision: Int64, body: Value, row: [UInt8]) {
    self.key = key
    self.revision = revision
    var body = body
    body["metadata"]?["resourceVersion"] = .string(String(revision))
    json = ObjectText.numbered(row, revision) ?? JSON.bytes(body)
    tree = Mutex(body)
    Self.keepAtHand(self)
  }

  package var body: Value {
    if let known = tree.withLock(\.self) { return known }
    guard let body = try? JSON.parse(json, options: Self.ownText) else {
      preconditionFailure("what this process wrote is no JSON")
    }
    tree.withLock { $0 = body }
    Self.keepAtHand(self)
    return body
  }

  /// The same, perhaps without its managedFields: for who looks at many objects once, and at none of them again.
  var brief: Value {
    if let known = tree.withLock(\.self) { return known }
    guard let text = ObjectText.brief(json),
      let brief = try? JSON.parse(text, options: Self.ownText)
    else { return body }
    return brief
  }

  /// The same, perhaps with no more than the parts that are wanted.
  func excerpt(_ outline: Outline) -> Value {
    if let known = tree.withLock(\.self) { return known }
    guard let text = outline.excerpt(of: json),
      let excerpt = try? JSON.parse(text, options: Self.ownText)
    else { return body }
    return excerpt
  }

  /// Its labels, for which the rest of an object that is not at hand need not be read.
  var labels: Map? {
    if let known = tree.withLock(\.self) { return known["metadata"]?["labels"]?.map }
    guard let text = ObjectText.labels(json) else { return body["metadata"]?["labels"]?.map }
    return text.isEmpty ? nil : try? JSON.parse(Array(text)).map
  }

  /// Whether it is written in this version.
  func isWritten(in apiVersion: String) -> Bool { ObjectText.isWritten(json, in: apiVersion) }

  /// What owners of fields add may lie deeper than a request's body may.
  static let ownText = {
    var options = JSON.Options()
    options.limits.depth = 300
    options.limits.bytes = .max
    return options
  }()

  // MARK: Trees at hand

  private static let atHand = Mutex(Ring<StoredObject>())
  /// More than are changed between two looks of those who watch.
  private static let mostAtHand = 512

  private static func keepAtHand(_ object: StoredObject) {
    let surplus = atHand.withLock { atHand -> StoredObject? in
      atHand.append(object)
      guard atHand.count > mostAtHand else { return nil }
      defer { atHand.removeFirst() }
      return atHand.first
    }
    // The tree is let go of after both locks.
    _ = surplus?.tree.withLock { tree in
      defer { tree = .none }
      return tree
    }
  }
}

/// What one revision did to one object. Never changes: every watch shares it.
package final class Change: Sendable {
  package enum Kind: Int64, Sendable {
    case added = 0
    case modified = 1
    case deleted = 2
  }

  package let kind: Kind
  /// What the object became; for a deletion, what it was at the end, at the deletion's revision.
  package let object: StoredObject
  /// What it was before; nil where it was not.
  package let previous: StoredObject?

  package var revision: Int64 { object.revision }

  /// What it takes to remember it.
  var bytes: Int { object.json.count }

  init(_ kind: Kind, _ object: StoredObject, previous: StoredObject?) {
    self.kind = kind
    self.object = object
    self.previous = previous
  }
}
