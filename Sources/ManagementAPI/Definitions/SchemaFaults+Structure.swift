// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension SchemaFaults {
  private static let keep = "x-kubernetes-preserve-unknown-fields"
  private static let embedded = "x-kubernetes-embedded-resource"
  private static let either = "x-kubernetes-int-or-string"

  /// What makes a schema structural: it says of every node what the node is.
  mutating func checkStructure(_ schema: Value, _ place: Place) {
    let type = schema["type"]?.string ?? ""
    if type == "array" && schema["items"] == nil { required(place, "items", "must be specified") }
    if place.level == .root, schema["additionalProperties"] != nil {
      forbid(place, "additionalProperties", "must not be used at the root")
    }
    checkType(schema, type, place)
    for flag in [Self.keep, Self.embedded] where schema[Self.either] == true {
      guard schema[flag] == true else { continue }
      invalid(place, flag, true, "must be false if x-kubernetes-int-or-string is true")
    }
    checkPattern(schema, place)
    if place.level == .root && !type.isEmpty && type != "object" {
      invalid(place, "type", .string(type), "must be object at the root")
    }
    if place.level == .root || schema[Self.embedded] == true { checkIdentity(schema, place) }
    checkEmbedded(schema, place)
  }

  private mutating func checkType(_ schema: Value, _ type: String, _ place: Place) {
    if schema[Self.embedded] == true && type != "object" {
      let words = "must be object if x-kubernetes-embedded-resource is true"
      if type.isEmpty {
        required(place, "type", words)
      } else {
        invalid(place, "type", .string(type), words)
      }
    } else if type.isEmpty && schema[Self.either] != true && schema[Self.keep] != true {
      switch place.level {
      case .root: required(place, "type", "must not be empty at the root")
      case .item: required(place, "type", "must not be empty for specified array items")
      case .field: required(place, "type", "must not be empty for specified object fields")
      }
    }
  }

  /// What an object of the API says of itself is known, and may hardly be restricted.
  private mutating func checkIdentity(_ schema: Value, _ place: Place) {
    for (name, wanted) in [("kind", "string"), ("apiVersion", "string"), ("metadata", "object")] {
      guard let property = schema["properties"]?[name],
        property["type"]?.string ?? "" != wanted
      else { continue }
      invalid(place.property(name), "type", property["type"], "must be \(wanted)")
    }
    guard place.level == .root, let metadata = schema["properties"]?["metadata"] else { return }
    var rest = metadata.map ?? [:]
    let known: Set = ["name", "generateName"]
    if (rest["properties"]?.map ?? [:]).keys.allSatisfy(known.contains) { rest["properties"] = nil }
    for word in ["type", "description", "default"] { rest[word] = nil }
    if !rest.isEmpty {
      forbid(
        place, "properties[metadata]",
        "must not specify anything other than name and generateName, but metadata is implicitly "
          + "specified")
    }
  }

  private mutating func checkEmbedded(_ schema: Value, _ place: Place) {
    guard schema[Self.embedded] == true else { return }
    if schema["additionalProperties"] != nil {
      forbid(
        place, "additionalProperties",
        "must not be used if x-kubernetes-embedded-resource is set")
    }
    if schema[Self.keep] != true && schema["properties"]?.map?.isEmpty != false {
      required(
        place, "properties",
        "must not be empty if x-kubernetes-embedded-resource is true without "
          + "x-kubernetes-preserve-unknown-fields")
    }
  }
}
