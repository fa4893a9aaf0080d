// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension SchemaFaults {
  /// The words that Kubernetes has added to those of OpenAPI.
  mutating func checkExtensions(_ schema: Value, _ place: Place) {
    if schema["x-kubernetes-preserve-unknown-fields"] == false {
      invalid(
        place, "x-kubernetes-preserve-unknown-fields", false, "must be true or undefined")
    }
    if let kind = schema["x-kubernetes-map-type"]?.string {
      checkType(schema, "object", "x-kubernetes-map-type", place)
      checkChoice(kind, "x-kubernetes-map-type", ["atomic", "granular"], place)
    }
    let kind = schema["x-kubernetes-list-type"]?.string
    if let kind {
      if schema["type"] != "array" {
        checkType(schema, "array", "x-kubernetes-list-type", place)
      } else if kind == "set" {
        checkMember(schema["items"], place)
      }
      checkChoice(kind, "x-kubernetes-list-type", ["atomic", "set", "map"], place)
    }
    checkKeys(schema, kind, place)
    if let kind, ["set", "map"].contains(kind), schema["items"]?["nullable"] == true {
      forbid(
        place.key("items"), "nullable", "cannot be nullable when x-kubernetes-list-type is \(kind)")
    }
  }

  private mutating func checkType(
    _ schema: Value, _ wanted: String, _ word: String, _ place: Place
  ) {
    let type = schema["type"]?.string ?? ""
    guard type != wanted else { return }
    let words = "must be \(wanted) if \(word) is specified"
    if type.isEmpty {
      required(place, "type", words)
    } else {
      invalid(place, "type", .string(type), words)
    }
  }

  private mutating func checkChoice(
    _ text: String, _ word: String, _ choices: [String], _ place: Place
  ) {
    guard !choices.contains(text) else { return }
    errors.append(.notSupported("\(place.path).\(word)", .string(text), supported: choices))
  }

  /// What is told apart by its whole value must be one value.
  private mutating func checkMember(_ items: Value?, _ place: Place) {
    let words = "must be atomic as item of a list with x-kubernetes-list-type=set"
    switch items?["type"]?.string {
    case "array":
      let kind = items?["x-kubernetes-list-type"]
      if kind != nil && kind != "atomic" {
        invalid(place.key("items"), "x-kubernetes-list-type", kind, words)
      }
    case "object":
      let kind = items?["x-kubernetes-map-type"]
      if kind != "atomic" { invalid(place.key("items"), "x-kubernetes-map-type", kind, words) }
    default: break
    }
  }

  private mutating func checkKeys(_ schema: Value, _ kind: String?, _ place: Place) {
    let word = "x-kubernetes-list-map-keys"
    let keys = (schema[word]?.list ?? []).compactMap(\.string)
    if !keys.isEmpty && kind != "map" {
      let words = "must be map if x-kubernetes-list-map-keys is non-empty"
      if let kind {
        invalid(place, "x-kubernetes-list-type", .string(kind), words)
      } else {
        required(place, "x-kubernetes-list-type", words)
      }
    }
    guard kind == "map" else { return }
    if keys.isEmpty {
      required(place, word, "must not be empty if x-kubernetes-list-type is map")
    }
    guard let items = schema["items"] else {
      required(place, "items", "must have a schema if x-kubernetes-list-type is map")
      return
    }
    guard items["type"] == "object" else {
      invalid(
        place.key("items"), "type", items["type"],
        "must be object if parent array's x-kubernetes-list-type is map")
      return
    }
    for (index, key) in keys.enumerated() {
      checkKey(key, of: items, place.key("items"), place)
      if keys[..<index].contains(key) {
        invalid(place, word, schema[word], "must not contain duplicate entries")
      }
    }
  }

  private mutating func checkKey(
    _ key: String, of items: Value, _ inner: Place, _ place: Place
  ) {
    guard let property = items["properties"]?[key] else {
      invalid(
        place, "x-kubernetes-list-map-keys", .string(key),
        "entries must all be names of item properties")
      return
    }
    if property["type"] == "array" || property["type"] == "object" {
      invalid(
        inner.property(key), "type", items["type"],
        "must be a scalar type if parent array's x-kubernetes-list-type is map")
    }
    let isRequired = items["required"]?.list?.contains(.string(key)) == true
    if !isRequired && property["default"] == nil {
      required(
        inner.property(key), "default",
        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required "
          + "property")
    }
    if property["nullable"] == true {
      forbid(
        inner.property(key), "nullable",
        "this property is in x-kubernetes-list-map-keys, so it cannot be nullable")
    }
  }
}
