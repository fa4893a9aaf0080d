// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// A structural schema: what a CustomResourceDefinition says about one node of its objects, and about
/// the nodes below.
package final class Schema: Sendable {
  package enum Kind: String, Sendable {
    case object
    case array
    case string
    case integer
    case number
    case boolean
  }

  /// How the items of a list are told apart when two writers meet in it.
  package enum ListKind: Sendable, Hashable {
    case atomic
    case set
    case map(keys: [String])
  }

  /// Nil where the value is an integer or a string, or where anything goes.
  package let kind: Kind?
  package let properties: [String: Schema]
  /// The schema of keys that have none of their own.
  package let additional: Schema?
  /// Keys without a schema are allowed, whatever they hold.
  package let allowsAdditional: Bool
  package let items: Schema?
  package let isNullable: Bool
  package let isIntOrString: Bool
  package let keepsUnknownFields: Bool
  /// The node is an object of the API itself, with `apiVersion`, `kind` and `metadata`.
  package let isEmbeddedResource: Bool
  package let listKind: ListKind
  package let isAtomicMap: Bool
  package let defaultValue: Value?
  package let description: String?
  let rules: SchemaRules

  /// The schema as it was given, for those who publish it.
  package let source: Value

  package init(_ source: Value, at path: Path = []) throws(SchemaError) {
    guard source.map != nil else { throw SchemaError(path, "must be a map") }
    self.source = source
    kind = try Self.kind(of: source, at: path)
    properties = try Self.properties(of: source, at: path)
    (additional, allowsAdditional) = try Self.additional(of: source, at: path)
    items = try source["items"].map { (value) throws(SchemaError) in
      try Schema(value, at: path.key("items"))
    }
    isNullable = source["nullable"]?.bool ?? false
    isIntOrString = source["x-kubernetes-int-or-string"]?.bool ?? false
    keepsUnknownFields = source["x-kubernetes-preserve-unknown-fields"]?.bool ?? false
    isEmbeddedResource = source["x-kubernetes-embedded-resource"]?.bool ?? false
    isAtomicMap = source["x-kubernetes-map-type"]?.string == "atomic"
    listKind = try Self.listKind(of: source, at: path)
    defaultValue = source["default"]
    description = source["description"]?.string
    rules = try SchemaRules(source, at: path)
    guard kind != nil || isIntOrString || keepsUnknownFields || path.steps.isEmpty else {
      throw SchemaError(path.key("type"), "must not be empty for specified object fields")
    }
    if kind == .array && items == nil {
      throw SchemaError(path.key("items"), "must be specified for an array")
    }
  }

  private static func kind(of source: Value, at path: Path) throws(SchemaError) -> Kind? {
    guard let name = source["type"]?.string, !name.isEmpty else { return nil }
    guard let kind = Kind(rawValue: name) else {
      throw SchemaError(path.key("type"), "\"\(name)\" is no type")
    }
    return kind
  }

  private static func properties(
    of source: Value, at path: Path
  ) throws(SchemaError) -> [String: Schema] {
    var properties: [String: Schema] = [:]
    for entry in source["properties"]?.map ?? [:] {
      properties[entry.key] = try Schema(entry.value, at: path.key("properties").key(entry.key))
    }
    return properties
  }

  private static func additional(
    of source: Value, at path: Path
  ) throws(SchemaError) -> (Schema?, Bool) {
    switch source["additionalProperties"] {
    case nil: return (nil, false)
    case .bool(let allowed)?: return (nil, allowed)
    case let value?: return (try Schema(value, at: path.key("additionalProperties")), true)
    }
  }

  private static func listKind(of source: Value, at path: Path) throws(SchemaError) -> ListKind {
    switch source["x-kubernetes-list-type"]?.string {
    case nil, "atomic": return .atomic
    case "set": return .set
    case "map":
      let keys = (source["x-kubernetes-list-map-keys"]?.list ?? []).compactMap(\.string)
      guard !keys.isEmpty else {
        throw SchemaError(
          path.key("x-kubernetes-list-map-keys"), "must not be empty if the list type is map")
      }
      return .map(keys: keys)
    case let other?:
      throw SchemaError(path.key("x-kubernetes-list-type"), "\"\(other)\" is no list type")
    }
  }

  /// The schema of one key of an object; nil where it has none.
  package func property(_ key: String) -> Schema? { properties[key] ?? additional }
}

/// Why a schema cannot be one, and where in it.
package struct SchemaError: Error, Hashable {
  package let path: Path
  package let cause: String

  init(_ path: Path, _ cause: String) {
    self.path = path
    self.cause = cause
  }
}
