// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Turns the short notation of our kinds into structural OpenAPI schemas.
///
/// A map is an object, its keys the fields; a text is a field in one line. `$Name` stands for a shared
/// part, `$from: Name` starts a map from one, and a null takes a field away again.
struct SchemaNotation {
  /// The shared parts, as they are written.
  private let shared: [String: Value]
  /// Those of them that schemas have been made of.
  private(set) var made: [String: Value]
  private let subject: String

  init(shared: [String: Value], made: [String: Value] = [:], subject: String) {
    self.shared = shared
    self.made = made
    self.subject = subject
  }

  mutating func schema(_ notation: Value, at place: String) throws(NotationError) -> Value {
    switch notation {
    case .string(let text): return try field(FieldText(text, hasType: true), at: place)
    case .map(let map): return try object(map, wrappers: [], at: place)
    default: throw fault(place, "a \(notation.kind) is no schema")
    }
  }

  private func fault(_ place: String, _ cause: String) -> NotationError {
    NotationError("\(subject) at \(place)", cause)
  }
}

// Fields in one line.
extension SchemaNotation {
  private mutating func field(
    _ text: FieldText, at place: String
  ) throws(NotationError) -> Value {
    var schema = try type(text.type, at: place)
    try decorate(&schema, text, at: place)
    return schema
  }

  /// `string(1..63)[]`: the base, its own rules, then what is made of it.
  private mutating func type(_ text: Substring, at place: String) throws(NotationError) -> Value {
    var rest = text
    let wrappers = FieldKey.wrappers(&rest)
    var rules: [Substring] = []
    if rest.hasSuffix(")"), let open = rest.firstIndex(of: "(") {
      rules = rest[rest.index(after: open)...].dropLast().split(separator: ",")
      rest = rest[..<open]
    }
    var schema = try base(rest, at: place)
    for rule in rules { try apply(rule, to: &schema, at: place) }
    return Self.wrapped(schema, wrappers)
  }

  private mutating func base(_ name: Substring, at place: String) throws(NotationError) -> Value {
    if name.hasPrefix("$") { return try part(String(name.dropFirst()), at: place) }
    if name.contains("|") {
      return ["type": "string", "enum": .list(name.split(separator: "|").map { "\(String($0))" })]
    }
    guard let scalar = Self.scalars[String(name)] else {
      throw fault(place, "there is no type \"\(name)\"")
    }
    return scalar
  }

  private static let scalars: [String: Value] = [
    "string": ["type": "string"],
    "bool": ["type": "boolean"],
    "int": ["type": "integer", "format": "int32"],
    "int64": ["type": "integer", "format": "int64"],
    "number": ["type": "number"],
    "time": ["type": "string", "format": "date-time"],
    "intstr": ["x-kubernetes-int-or-string": true],
    "any": ["x-kubernetes-preserve-unknown-fields": true],
    "object": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
  ]

  /// A shared part, made once.
  private mutating func part(_ name: String, at place: String) throws(NotationError) -> Value {
    if let schema = made[name] { return schema }
    guard let notation = shared[name] else { throw fault(place, "there is no part \"\(name)\"") }
    let schema = try schema(notation, at: "$\(name)")
    made[name] = schema
    return schema
  }

  static func wrapped(_ schema: Value, _ wrappers: [FieldKey.Wrapper]) -> Value {
    wrappers.reduce(schema) { inner, wrapper in
      switch wrapper {
      case .list: ["type": "array", "items": inner]
      case .map: ["type": "object", "additionalProperties": inner]
      }
    }
  }
}

// Objects.
extension SchemaNotation {
  private mutating func object(
    _ written: Map, wrappers: [FieldKey.Wrapper], at place: String
  ) throws(NotationError) -> Value {
    let map = try resolved(written, at: place)
    var properties = Map()
    var required: [Value] = []
    for entry in map where entry.key != "." {
      let key = FieldKey(entry.key)
      if key.isRequired { required.append(.string(key.name)) }
      properties[key.name] = try property(key, entry.value, at: "\(place).\(key.name)")
    }
    var schema: Value = ["type": "object"]
    if !properties.isEmpty { schema["properties"] = .map(properties) }
    if !required.isEmpty { schema["required"] = .list(required) }
    schema = Self.wrapped(schema, wrappers)
    if let own = map["."]?.string {
      try decorate(&schema, FieldText(own, hasType: false), at: place)
    }
    return schema
  }

  private mutating func property(
    _ key: FieldKey, _ notation: Value, at place: String
  ) throws(NotationError) -> Value {
    guard case .map(let map) = notation else { return try schema(notation, at: place) }
    return try object(map, wrappers: key.wrappers, at: place)
  }

  /// The map with what it starts `$from` put in.
  private func resolved(_ map: Map, at place: String) throws(NotationError) -> Map {
    guard let name = map["$from"]?.string else { return map }
    guard let start = shared[name]?.map else { throw fault(place, "there is no part \"\(name)\"") }
    var rest = map
    rest["$from"] = nil
    return Self.merged(try resolved(start, at: place), rest)
  }

  /// One notation changed by another: maps field by field, anything else as a whole, null removes.
  static func merged(_ base: Map, _ change: Map) -> Map {
    var changes: [String: Map.Entry] = [:]
    for entry in change { changes[FieldKey(entry.key).name] = entry }
    var result = Map()
    for entry in base {
      guard let new = changes.removeValue(forKey: FieldKey(entry.key).name) else {
        result[entry.key] = entry.value
        continue
      }
      switch (entry.value, new.value) {
      case (_, .null): continue
      case (.map(let old), .map(let map)):
        let isPlain = FieldKey(new.key).name == new.key
        result[isPlain ? entry.key : new.key] = .map(merged(old, map))
      default: result[new.key] = new.value
      }
    }
    // Where the base itself starts from a part, a null still has that part before it.
    let keepsNulls = base.contains("$from")
    for entry in change where changes[FieldKey(entry.key).name] != nil {
      if keepsNulls || !entry.value.isNull { result[entry.key] = entry.value }
    }
    return result
  }
}

// Rules.
extension SchemaNotation {
  private func decorate(
    _ schema: inout Value, _ text: FieldText, at place: String
  ) throws(NotationError) {
    for rule in text.rules { try apply(rule, to: &schema, at: place) }
    if let json = text.defaultText {
      do {
        schema["default"] = try JSON.parse(String(json))
      } catch {
        throw fault(place, "the default \(json) is no JSON")
      }
    }
    if let description = text.description { schema["description"] = .string(description) }
  }

  private func apply(
    _ rule: Substring, to schema: inout Value, at place: String
  ) throws(NotationError) {
    switch rule {
    case "nullable": schema["nullable"] = true
    case "any": schema["x-kubernetes-preserve-unknown-fields"] = true
    case "set": schema["x-kubernetes-list-type"] = "set"
    case "atomic":
      let isList = schema["type"] == "array"
      schema[isList ? "x-kubernetes-list-type" : "x-kubernetes-map-type"] = "atomic"
    case _ where rule.hasPrefix("map("):
      schema["x-kubernetes-list-type"] = "map"
      schema["x-kubernetes-list-map-keys"] = .list(
        rule.dropFirst(4).dropLast().split(separator: ",").map { .string(String($0)) })
    case _ where rule.hasPrefix("/") && rule.hasSuffix("/") && rule.count > 1:
      schema["pattern"] = .string(String(rule.dropFirst().dropLast()))
    default:
      guard bound(rule, &schema) else { throw fault(place, "there is no rule \"\(rule)\"") }
    }
  }

  /// `1..63`, either end of which may be open; what it bounds hangs on the type.
  private func bound(_ rule: Substring, _ schema: inout Value) -> Bool {
    let ends = rule.split(separator: "..", omittingEmptySubsequences: false)
    guard ends.count == 2, let names = Self.bounds[schema["type"]?.string ?? ""] else {
      return false
    }
    for (end, name) in zip(ends, [names.0, names.1]) where !end.isEmpty {
      guard let number = Int64(end) else { return false }
      schema[name] = .int(number)
    }
    return true
  }

  private static let bounds = [
    "string": ("minLength", "maxLength"), "integer": ("minimum", "maximum"),
    "array": ("minItems", "maxItems"), "object": ("minProperties", "maxProperties"),
  ]
}
