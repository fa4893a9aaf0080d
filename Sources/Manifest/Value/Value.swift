// SPDX-License-Identifier: Apache-2.0

/// A tree of plain data: what a YAML or JSON document says, with nothing of how it was written.
///
/// Integers and floating-point numbers are kept apart, as Kubernetes does. Two maps are equal when
/// they hold the same entries in any order, two strings when their bytes are the same.
package enum Value: Sendable, Hashable {
  case null
  case bool(Bool)
  case int(Int64)
  case double(Double)
  case string(String)
  case list([Value])
  case map(Map)
}

extension Value {
  package static func == (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.int(let left), .int(let right)): left == right
    case (.double(let left), .double(let right)): left == right
    case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
    case (.list(let left), .list(let right)): left == right
    case (.map(let left), .map(let right)): left == right
    default: false
    }
  }

  package var isNull: Bool { self == .null }

  package var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  package var int: Int64? {
    if case .int(let value) = self { value } else { nil }
  }

  /// The number, whether written as an integer or not.
  package var double: Double? {
    switch self {
    case .int(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }

  package var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  package var list: [Value]? {
    if case .list(let value) = self { value } else { nil }
  }

  package var map: Map? {
    if case .map(let value) = self { value } else { nil }
  }

  /// The entry of a map; nil where this is no map or has no such key. Setting an entry of anything
  /// that is not a map makes a map of it; setting nil removes the entry.
  package subscript(key: String) -> Value? {
    get { map?[key] }
    set {
      // The payload leaves the enum before it changes, so that it is changed in place, not copied.
      var map = Map()
      if case .map(let current) = self { map = current }
      self = .null
      map[key] = newValue
      self = .map(map)
    }
  }

  /// The value at the end of a path of keys, as in `value["spec", "replicas"]`.
  package subscript(first: String, second: String, rest: String...) -> Value? {
    var value = self[first]?[second]
    for key in rest { value = value?[key] }
    return value
  }

  /// The word a person would use for this kind of value.
  package var kind: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .int: "integer"
    case .double: "number"
    case .string: "string"
    case .list: "list"
    case .map: "map"
    }
  }
}

// There is no nil literal: where a `Value?` is wanted, `condition ? nil : value` would quietly mean `.null`.
extension Value: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int64) { self = .int(value) }
  package init(floatLiteral value: Double) { self = .double(value) }
  package init(stringLiteral value: String) { self = .string(value) }
  package init(arrayLiteral elements: Value...) { self = .list(elements) }
  package init(dictionaryLiteral elements: (String, Value)...) { self = .map(Map(elements)) }
}
