// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template

/// One test of a pack.
struct Check: Sendable {
  enum Kind: Sendable {
    /// It is there, and neither null, false, empty nor 0.
    case holds
    case exists
    case equals(Expression)
    case among(Expression)
  }

  let value: Expression
  let kind: Kind
  let isNegated: Bool

  var expressions: [Expression] {
    switch kind {
    case .holds, .exists: [value]
    case .equals(let other), .among(let other): [value, other]
    }
  }

  func judge(_ value: Value?, against other: Value?) -> Bool {
    // In a plan, what only an answer tells is taken to be what asks for the call.
    if value == .string(Known.unknown) { return true }
    let found: Bool =
      switch kind {
      case .holds: value?.isTruthy ?? false
      case .exists: value.map { !$0.isNull } ?? false
      case .equals: value != nil && value == other
      case .among: value.map { (other?.list ?? []).contains($0) } ?? false
      }
    return found != isNegated
  }
}

extension Value {
  fileprivate var isTruthy: Bool {
    switch self {
    case .null, .bool(false), .int(0): false
    case .string(let text): !text.isEmpty
    case .list(let items): !items.isEmpty
    case .map(let map): !map.isEmpty
    default: true
    }
  }
}

extension Check {
  static func list(
    _ key: String, _ fields: inout Fields, mayNamePaths: Bool
  ) throws(PackError) -> [Check] {
    guard let (value, path) = fields.take(key) else { return [] }
    guard let items = value.list else {
      return [try Check(value, at: path, fields, mayNamePaths: mayNamePaths)]
    }
    var checks: [Check] = []
    for (index, item) in items.enumerated() {
      checks.append(
        try Check(item, at: path.index(index), fields, mayNamePaths: mayNamePaths))
    }
    return checks
  }

  private init(
    _ value: Value, at path: Path, _ outer: Fields, mayNamePaths: Bool
  ) throws(PackError) {
    guard value.map != nil else {
      self.init(
        value: try outer.expression(value, at: path), kind: .holds, isNegated: false)
      return
    }
    var fields = try Fields(outer.document, at: path)
    let named = mayNamePaths ? try fields.text("path") : nil
    let said = try fields.expression("value")
    let isNegated = try fields.flag("not") ?? false
    let kind = try Self.kind(&fields)
    try fields.finish()
    if let named {
      let text: Value = .string("$<self.\(named)>")
      self.init(
        value: try fields.expression(text, at: path.key("path")), kind: kind, isNegated: isNegated)
    } else if let said {
      self.init(value: said, kind: kind, isNegated: isNegated)
    } else {
      throw fields.error(path, "the field value is missing")
    }
  }

  private static func kind(_ fields: inout Fields) throws(PackError) -> Kind {
    if let other = try fields.expression("equals") { return .equals(other) }
    if let others = try fields.expression("in") { return .among(others) }
    return try fields.flag("exists") == true ? .exists : .holds
  }
}
