// SPDX-License-Identifier: Apache-2.0

import Manifest
import Synchronization

/// One version of a kind: its schema, its columns, its subresources.
struct KindVersion: Sendable {
  /// A structural OpenAPI schema.
  var schema: Value
  /// Which fields there are, for conversions.
  var shape: Shape
  /// As a CustomResourceDefinition has them.
  var columns: [Value]
  var hasStatus: Bool
  var scale: Value?

  /// All versions of a kind, from its text.
  static func read(
    _ text: String, kind: String, versions: [String]
  ) -> Result<[String: KindVersion], NotationError> {
    Result { () throws(NotationError) in
      let notation = try parse(text, kind: kind)
      var schemas = SchemaNotation(
        shared: try SharedParts.all.get(), made: SharedParts.made.withLock(\.self), subject: kind)
      defer { SharedParts.made.withLock { $0 = schemas.made } }
      var all: [String: KindVersion] = [:]
      var current = Map()
      for version in versions {
        guard let change = notation[version]?.map else {
          throw NotationError(kind, "it says nothing of \(version)")
        }
        current = next(current, change)
        all[version] = try KindVersion(
          current, about: notation["about"]?.string, at: version, &schemas)
      }
      return all
    }
  }

  private static func parse(_ text: String, kind: String) throws(NotationError) -> Value {
    do {
      return try YAML.parse(text)
    } catch {
      throw NotationError(kind, "\(error)")
    }
  }

  /// Columns change as a whole, everything else field by field.
  private static func next(_ base: Map, _ change: Map) -> Map {
    var merged = SchemaNotation.merged(base, change)
    if let columns = change["columns"] { merged["columns"] = columns }
    return merged
  }

  private init(
    _ notation: Map, about: String?, at version: String, _ schemas: inout SchemaNotation
  ) throws(NotationError) {
    var fields = Map()
    for entry in notation where !Self.settings.contains(entry.key) {
      fields[entry.key] = entry.value
    }
    var schema = try schemas.schema(.map(fields), at: version)
    if let about { schema["description"] = .string(about) }
    shape = Shape(schema)
    var properties = Map(Self.identity)
    for entry in schema["properties"]?.map ?? [:] { properties[entry.key] = entry.value }
    schema["properties"] = .map(properties)
    self.schema = schema
    hasStatus = properties.contains("status")
    scale = notation["scale"]?.string.map(Self.scale)
    columns = (notation["columns"]?.map ?? [:]).map(Self.column)
  }

  private static let settings: Set<String> = ["columns", "scale"]

  private static func scale(_ text: String) -> Value {
    var paths: Value = [
      "specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas",
    ]
    if text == "with selector" { paths["labelSelectorPath"] = ".status.selector" }
    return paths
  }

  private static let identity: [(String, Value)] = [
    ("apiVersion", ["type": "string", "description": "Group and version of the object."]),
    ("kind", ["type": "string", "description": "What the object is."]),
    ("metadata", ["type": "object"]),
  ]

  /// `NAME: TYPE PATH; DESCRIPTION`, the path perhaps one of the usual ones; a `+` behind the name lets
  /// two columns share it.
  private static func column(_ entry: Map.Entry) -> Value {
    let parts = (entry.value.string ?? "").split(separator: ";", maxSplits: 1)
    var words = (parts.first ?? "").split(separator: " ")
    let isWide = words.first == "wide"
    if isWide { words.removeFirst() }
    let type = words.count > 1 ? String(words[0]) : "string"
    let path = words.last.map(String.init) ?? ""
    let name = entry.key.hasSuffix("+") ? String(entry.key.dropLast()) : entry.key
    var column: Value = [
      "name": .string(name), "type": .string(path == "age" ? "date" : type),
      "jsonPath": .string(Self.path(path)),
    ]
    if parts.count == 2 { column["description"] = .string(String(parts[1].drop { $0 == " " })) }
    if isWide { column["priority"] = 10 }
    return column
  }

  private static func path(_ word: String) -> String {
    switch word {
    case "age": ".metadata.creationTimestamp"
    case "cluster": #".metadata.labels['cluster\.x-k8s\.io/cluster-name']"#
    case _ where word.hasPrefix("?"):
      #".status.conditions[?(@.type=="\#(word.dropFirst())")].status"#
    default: word
    }
  }
}
