// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// The schema of a custom resource, as it is published.
struct CustomSchema {
  let dialect: OpenAPIDialect

  private static let keep = "x-kubernetes-preserve-unknown-fields"
  private static let embedded = "x-kubernetes-embedded-resource"

  func schema(of version: ServedVersion) -> Value {
    guard let source = version.schema?.source, dialect == .v3 || source[Self.keep] != true else {
      // With but a few properties kubectl would take everything else for a mistake.
      return ["type": "object"]
    }
    var schema = published(source)
    schema["properties"] = identified(schema["properties"])
    return schema
  }

  /// The properties of an object, and those that every object has.
  private func identified(_ properties: Value?) -> Value {
    var properties = properties ?? [:]
    properties["apiVersion"] = Words.apiVersion
    properties["kind"] = Words.kind
    properties["metadata"] = dialect.described(
      dialect.reference(to: TypeSchemas.name("meta.ObjectMeta")), Words.metadata)
    return properties
  }

  private func published(_ source: Value) -> Value {
    guard source.map != nil else { return source }
    var schema = source
    if dialect == .v2 { simplify(&schema) }
    if let properties = schema["properties"]?.map {
      schema["properties"] = .map(Map(properties.map { ($0.key, published($0.value)) }))
    }
    for word in ["items", "additionalProperties"] {
      if let inner = schema[word] { schema[word] = published(inner) }
    }
    let isOpen = dialect == .v2 && schema[Self.keep] == true
    if schema[Self.embedded] == true && !isOpen {
      schema["properties"] = identified(schema["properties"])
      var required = schema["required"]?.list ?? []
      for name: Value in ["kind", "apiVersion"] where !required.contains(name) {
        required.append(name)
      }
      schema["required"] = .list(required)
    }
    return schema
  }

  /// Takes away what version 2 of OpenAPI does not know, and what kubectl makes too much of.
  private func simplify(_ schema: inout Value) {
    for word in ["allOf", "anyOf", "oneOf", "not"] { schema[word] = nil }
    if schema["nullable"] == true {
      for word in ["type", "items", "properties"] { schema[word] = nil }
    }
    for word in ["nullable", "default"] { schema[word] = nil }
    if schema[Self.keep] == true {
      for word in ["items", "properties"] { schema[word] = nil }
      if schema["type"] == "object" { schema["type"] = nil }
    }
    if schema["items"] == nil && schema["type"] == "array" { schema["type"] = nil }
    let nullable = (schema["properties"]?.map ?? [:]).filter { $0.value["nullable"] == true }
    if let required = schema["required"]?.list {
      let left = required.filter { name in !nullable.contains { $0.key == name.string } }
      let isOpen = schema["additionalProperties"]?["nullable"] == true
      schema["required"] = left.isEmpty || isOpen ? Value?.none : .list(left)
    }
  }
}
