// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What is wrong with the schema of a custom resource: all that keeps it from being structural, and from
/// being a schema at all.
struct SchemaFaults {
  var errors: [FieldError] = []

  /// Where in a schema a node stands, as far as the rules differ.
  struct Place {
    enum Level {
      case root
      case item
      case field
    }

    var path: String
    var level = Level.root
    /// Within `allOf` and its like, where only values may be restricted.
    var isNested = false
    /// Within the names and labels of an object.
    var isInMetadata = false
    /// Why no default may stand here; nil where one may.
    var noDefaults: String?

    func key(_ key: String, _ level: Level? = nil) -> Place {
      var place = self
      place.path += ".\(key)"
      place.level = level ?? self.level
      return place
    }

    func property(_ name: String) -> Place { key("properties[\(name)]", .field) }
  }

  static func all(in schema: Value, at path: String) -> [FieldError] {
    var faults = SchemaFaults()
    faults.check(schema, Place(path: path))
    if faults.errors.isEmpty { faults.errors += DefaultFaults.all(in: schema, at: path) }
    return faults.errors
  }

  private mutating func check(_ schema: Value, _ place: Place) {
    guard schema.map != nil else { return }
    checkWords(schema, place)
    if place.isNested { checkNested(schema, place) } else { checkStructure(schema, place) }
    checkExtensions(schema, place)
    checkChildren(schema, place)
  }

  mutating func invalid(_ place: Place, _ key: String, _ value: Value?, _ why: String) {
    errors.append(.invalid("\(place.path).\(key)", value ?? "", why))
  }

  mutating func required(_ place: Place, _ key: String, _ why: String) {
    errors.append(.required("\(place.path).\(key)", why))
  }

  mutating func forbid(_ place: Place, _ key: String, _ why: String) {
    errors.append(.forbidden("\(place.path).\(key)", why))
  }
}

extension SchemaFaults {
  private mutating func checkChildren(_ schema: Value, _ place: Place) {
    if let additional = schema["additionalProperties"], additional.map != nil {
      var inner = place.key("additionalProperties", .field)
      if place.isInMetadata {
        inner.noDefaults = "inside additionalProperties applying to object metadata"
      }
      check(additional, inner)
    }
    for entry in (schema["properties"]?.map ?? [:]).sorted(by: { $0.key < $1.key }) {
      var inner = place.property(entry.key)
      let isRoot = place.level == .root && !place.isNested
      if isRoot || schema["x-kubernetes-embedded-resource"] == true,
        ["metadata", "kind", "apiVersion"].contains(entry.key)
      {
        inner.isInMetadata = true
        if isRoot { inner.noDefaults = "in top-level \(entry.key)" }
      }
      check(entry.value, inner)
    }
    if let items = schema["items"] { check(items, place.key("items", .item)) }
    if let not = schema["not"] { check(not, nested(place.key("not"))) }
    for junctor in ["allOf", "oneOf", "anyOf"] where !isIntOrString(schema, junctor) {
      for (index, value) in (schema[junctor]?.list ?? []).enumerated() {
        check(value, nested(place.key("\(junctor)[\(index)]")))
      }
    }
  }

  private func nested(_ place: Place) -> Place {
    var place = place
    place.isNested = true
    return place
  }

  /// The one use of types within a junctor that is allowed: an integer or a string.
  private func isIntOrString(_ schema: Value, _ junctor: String) -> Bool {
    let either: Value = [["type": "integer"], ["type": "string"]]
    return switch junctor {
    case "anyOf": schema["anyOf"] == either
    case "allOf": schema["allOf"]?.list?.first == ["anyOf": either]
    default: false
    }
  }
}
