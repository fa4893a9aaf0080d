// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What a schema asks of a value beyond its type.
struct SchemaRules: Sendable {
  let required: [String]
  let choices: [Value]
  let minimum: Bound?
  let maximum: Bound?
  let multipleOf: Double?
  let lengths: Limits
  let counts: Limits
  let sizes: Limits
  let hasUniqueItems: Bool
  let pattern: Pattern?
  let format: String?
  let allOf: [Schema]
  let anyOf: [Schema]
  let oneOf: [Schema]
  let not: Schema?

  /// An end of a range of numbers.
  struct Bound: Sendable {
    let value: Double
    let isExclusive: Bool
    /// As it was written, for messages.
    let text: String
  }

  struct Limits: Sendable {
    let least: Int?
    let most: Int?
  }

  init(_ source: Value, at path: Path) throws(SchemaError) {
    required = (source["required"]?.list ?? []).compactMap(\.string)
    choices = source["enum"]?.list ?? []
    minimum = Self.bound(source, "minimum", "exclusiveMinimum")
    maximum = Self.bound(source, "maximum", "exclusiveMaximum")
    multipleOf = source["multipleOf"]?.double
    lengths = Self.limits(source, "minLength", "maxLength")
    counts = Self.limits(source, "minItems", "maxItems")
    sizes = Self.limits(source, "minProperties", "maxProperties")
    hasUniqueItems = source["uniqueItems"]?.bool ?? false
    pattern = try source["pattern"]?.string.map { (text) throws(SchemaError) in
      try Pattern.made(of: text, at: path)
    }
    format = source["format"]?.string
    allOf = try Self.schemas(source, "allOf", path)
    anyOf = try Self.schemas(source, "anyOf", path)
    oneOf = try Self.schemas(source, "oneOf", path)
    not = try source["not"].map { (value) throws(SchemaError) in
      try Schema(Self.loosened(value), at: path.key("not"))
    }
  }

  private static func bound(_ source: Value, _ key: String, _ exclusive: String) -> Bound? {
    guard let value = source[key], let number = value.double else { return nil }
    return Bound(
      value: number, isExclusive: source[exclusive]?.bool ?? false, text: JSON.text(value))
  }

  private static func limits(_ source: Value, _ least: String, _ most: String) -> Limits {
    Limits(
      least: source[least]?.int.map(Int.init(clamping:)),
      most: source[most]?.int.map(Int.init(clamping:)))
  }

  private static func schemas(
    _ source: Value, _ key: String, _ path: Path
  ) throws(SchemaError) -> [Schema] {
    var schemas: [Schema] = []
    for (index, value) in (source[key]?.list ?? []).enumerated() {
      schemas.append(try Schema(loosened(value), at: path.key(key).index(index)))
    }
    return schemas
  }

  /// Inside a junctor nothing but rules is said: types stand outside, and anything else is allowed.
  private static func loosened(_ value: Value) -> Value {
    var value = value
    if value["type"] == nil { value["x-kubernetes-preserve-unknown-fields"] = true }
    var properties = value["properties"] ?? [:]
    for entry in properties.map ?? [:] { properties[entry.key] = loosened(entry.value) }
    if value["properties"] != nil { value["properties"] = properties }
    if let items = value["items"] { value["items"] = loosened(items) }
    return value
  }
}
