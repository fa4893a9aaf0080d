// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What a call is answered with. Objects that are answered just as they are kept need not be read for it,
/// nor written anew.
struct Reply: Sendable {
  enum Item: Sendable {
    case kept(StoredObject)
    case made(Value)

    var value: Value {
      switch self {
      case .kept(let stored): stored.body
      case .made(let value): value
      }
    }

    var brief: Value {
      switch self {
      case .kept(let stored): stored.brief
      case .made(let value): value
      }
    }

    func excerpt(_ outline: Outline) -> Value {
      switch self {
      case .kept(let stored): stored.excerpt(outline)
      case .made(let value): value
      }
    }

    var json: [UInt8] {
      switch self {
      case .kept(let stored): stored.json
      case .made(let value): JSON.bytes(value)
      }
    }
  }

  private enum Content: Sendable {
    case one(Item)
    /// A list, all of which but its items is said by a map.
    case list(Value, of: [Item])
  }

  private var content: Content
  var warnings: [String]
  /// A new object was made.
  var created: Bool

  init(_ item: Item, warnings: [String] = [], created: Bool = false) {
    content = .one(item)
    self.warnings = warnings
    self.created = created
  }

  init(_ value: Value, warnings: [String] = [], created: Bool = false) {
    self.init(.made(value), warnings: warnings, created: created)
  }

  init(list head: Value, of items: [Item]) {
    self.init(head)
    content = .list(head, of: items)
  }

  var value: Value { value(of: \.value) }

  /// The same, perhaps without managedFields.
  var brief: Value { value(of: \.brief) }

  /// The same, perhaps with no more of each object than is wanted.
  func excerpt(_ outline: Outline) -> Value { value { $0.excerpt(outline) } }

  private func value(of part: (Item) -> Value) -> Value {
    switch content {
    case .one(let item): return part(item)
    case .list(var list, let items):
      list["items"] = .list(items.map(part))
      return list
    }
  }

  /// The same as JSON, in pieces.
  var json: [[UInt8]] {
    switch content {
    case .one(let item): return [item.json]
    case .list(let head, let items):
      let comma = [UInt8(ascii: ",")]
      var pieces = [JSON.bytes(head).dropLast() + Array(#","items":["#.utf8)]
      pieces.reserveCapacity(items.count * 2 + 2)
      for (place, item) in items.enumerated() {
        if place > 0 { pieces.append(comma) }
        pieces.append(item.json)
      }
      pieces.append(Array("]}".utf8))
      return pieces
    }
  }
}

extension Context {
  /// A kept object as an answer.
  func item(_ stored: StoredObject) throws(StatusError) -> Reply.Item {
    let asked = GroupVersion(group: kind.group, version: version.name).description
    guard !mustSettle(stored), stored.isWritten(in: asked) else {
      return .made(try presented(stored).value)
    }
    return .kept(stored)
  }
}
