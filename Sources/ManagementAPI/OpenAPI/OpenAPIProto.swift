// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Version 2 of OpenAPI in protocol buffers, the one form in which older kubectl takes it. The numbers are
/// those of gnostic's `OpenAPIv2.proto`.
enum OpenAPIProto {
  /// What clients ask for.
  static let asked: Set = ["application/com.github.proto-openapi.spec.v2@v1.0+protobuf", given]
  /// What they are given: without the sign that no media type may hold.
  static let given = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"

  static func document(_ value: Value) -> [UInt8] {
    var writer = ProtoWriter()
    writer.add(1, text(value["swagger"]))
    var info = ProtoWriter()
    info.add(1, text(value["info"]?["title"]))
    info.add(2, text(value["info"]?["version"]))
    writer.add(2, info.bytes)
    writer.add(8, named(value["paths"], as: 2, path))
    writer.add(9, named(value["definitions"], as: 1, ProtoSchema.schema))
    return writer.bytes
  }

  static func text(_ value: Value?) -> String { value?.string ?? "" }

  /// A message that holds nothing but a list of names, each with a message.
  static func named(
    _ map: Value?, as field: UInt64, _ content: (Value) -> [UInt8]
  ) -> [UInt8] {
    var writer = ProtoWriter()
    for entry in map?.map ?? [:] { writer.add(field, pair(entry.key, content(entry.value))) }
    return writer.bytes
  }

  private static func pair(_ name: String, _ content: [UInt8]) -> [UInt8] {
    var pair = ProtoWriter()
    pair.add(1, name)
    pair.add(2, content)
    return pair.bytes
  }

  /// Any data, as YAML; JSON is YAML.
  static func any(_ value: Value) -> [UInt8] {
    var writer = ProtoWriter()
    writer.add(2, JSON.text(value))
    return writer.bytes
  }

  static func extensions(_ value: Value, as field: UInt64, in writer: inout ProtoWriter) {
    for entry in value.map ?? [:] where entry.key.hasPrefix("x-") {
      writer.add(field, pair(entry.key, any(entry.value)))
    }
  }

  private static let methods: [(name: String, field: UInt64)] = [
    ("get", 2), ("put", 3), ("post", 4), ("delete", 5), ("patch", 8),
  ]

  private static func path(_ value: Value) -> [UInt8] {
    var writer = ProtoWriter()
    for method in methods {
      if let inner = value[method.name] { writer.add(method.field, operation(inner)) }
    }
    for inner in value["parameters"]?.list ?? [] { writer.add(9, parameter(inner)) }
    return writer.bytes
  }

  private static func operation(_ value: Value) -> [UInt8] {
    var writer = ProtoWriter()
    writer.add(5, text(value["operationId"]))
    for type in value["produces"]?.list ?? [] { writer.add(6, text(type)) }
    for type in value["consumes"]?.list ?? [] { writer.add(7, text(type)) }
    for inner in value["parameters"]?.list ?? [] { writer.add(8, parameter(inner)) }
    writer.add(9, named(value["responses"], as: 1, response))
    extensions(value, as: 13, in: &writer)
    return writer.bytes
  }

  /// Messages within messages, each of which says only which sort the next one is.
  private static func wrapped(_ content: [UInt8], _ fields: UInt64...) -> [UInt8] {
    fields.reversed().reduce(content) { content, field in
      var writer = ProtoWriter()
      writer.add(field, content)
      return writer.bytes
    }
  }

  private static func response(_ value: Value) -> [UInt8] {
    var writer = ProtoWriter()
    writer.add(1, text(value["description"]))
    if let schema = value["schema"] { writer.add(2, wrapped(ProtoSchema.schema(schema), 1)) }
    return wrapped(writer.bytes, 1)
  }

  private static func parameter(_ value: Value) -> [UInt8] {
    var writer = ProtoWriter()
    let isRequired = value["required"]?.bool == true
    if value["in"] == "body" {
      writer.add(2, text(value["name"]))
      writer.add(3, "body")
      writer.add(4, isRequired)
      writer.add(5, ProtoSchema.schema(value["schema"] ?? [:]))
      return wrapped(writer.bytes, 1, 1)
    }
    let isQuery = value["in"] == "query"
    writer.add(1, isRequired)
    writer.add(2, text(value["in"]))
    writer.add(4, text(value["name"]))
    writer.add(isQuery ? 6 : 5, text(value["type"]))
    return wrapped(writer.bytes, 1, 2, isQuery ? 3 : 4)
  }
}
