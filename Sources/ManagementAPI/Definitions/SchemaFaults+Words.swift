// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension SchemaFaults {
  private static let types = ["array", "boolean", "integer", "number", "object", "string"]

  /// The words that a schema may use at all.
  mutating func checkWords(_ schema: Value, _ place: Place) {
    let type = schema["type"]?.string ?? ""
    if !type.isEmpty && !Self.types.contains(type) {
      errors.append(
        .notSupported("\(place.path).type", .string(type), supported: Self.types))
    }
    if schema["default"] != nil, let reason = place.noDefaults {
      forbid(place, "default", "must not be set \(reason)")
    }
    let unsupported = [
      "id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref",
    ]
    for word in unsupported where schema[word] ?? .null != .null {
      forbid(place, word, "\(word) is not supported")
    }
    if type == "null" {
      forbid(place, "type", "type cannot be set to null, use nullable as an alternative")
    }
    if schema["items"]?.list != nil {
      forbid(place, "items", "items must be a schema object and not an array")
    }
    if place.isInMetadata && schema["x-kubernetes-embedded-resource"] == true {
      forbid(
        place, "x-kubernetes-embedded-resource", "must not be used inside of resource meta")
    }
    if schema["uniqueItems"] == true {
      forbid(
        place, "uniqueItems",
        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic")
    }
    let additional = schema["additionalProperties"]
    if schema["properties"]?.map?.isEmpty == false, additional != nil, additional != true {
      forbid(
        place, "additionalProperties",
        "additionalProperties and properties are mutual exclusive")
    }
  }

  /// Within a junctor nothing may be said that decides what an object looks like.
  mutating func checkNested(_ schema: Value, _ place: Place) {
    for word in ["type", "title", "description"] where schema[word]?.string?.isEmpty == false {
      forbid(place, word, "must be empty to be structural")
    }
    for word in ["additionalProperties", "default"] where schema[word] != nil {
      forbid(place, word, "must be undefined to be structural")
    }
    let flags = [
      "nullable", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource",
      "x-kubernetes-int-or-string",
    ]
    for word in flags where schema[word] == true {
      forbid(place, word, "must be false to be structural")
    }
    if schema["x-kubernetes-list-map-keys"]?.list?.isEmpty == false {
      forbid(place, "x-kubernetes-list-map-keys", "must be empty to be structural")
    }
    for word in ["x-kubernetes-list-type", "x-kubernetes-map-type"] where schema[word] != nil {
      forbid(place, word, "must be undefined to be structural")
    }
    if schema["properties"]?["metadata"] != nil {
      forbid(place, "properties[metadata]", "must not be specified in a nested context")
    }
    checkPattern(schema, place)
  }

  func isPattern(_ text: String) -> Bool { (try? Pattern.made(of: text, at: [])) != nil }

  mutating func checkPattern(_ schema: Value, _ place: Place) {
    guard let pattern = schema["pattern"]?.string, !pattern.isEmpty, !isPattern(pattern) else {
      return
    }
    invalid(
      place, "pattern", .string(pattern), "must be a valid regular expression, but isn't")
  }
}
