// SPDX-License-Identifier: Apache-2.0

import Manifest

/// A schema in protocol buffers.
enum ProtoSchema {
  private static let texts: [(word: String, field: UInt64)] = [
    ("$ref", 1), ("format", 2), ("title", 3), ("description", 4), ("pattern", 13),
  ]
  private static let numbers: [(word: String, field: UInt64)] = [
    ("multipleOf", 6), ("maximum", 7), ("minimum", 9),
  ]
  private static let counts: [(word: String, field: UInt64)] = [
    ("maxLength", 11), ("minLength", 12), ("maxItems", 14), ("minItems", 15),
    ("maxProperties", 17), ("minProperties", 18),
  ]
  private static let flags: [(word: String, field: UInt64)] = [
    ("exclusiveMaximum", 8), ("exclusiveMinimum", 10), ("uniqueItems", 16),
  ]

  static func schema(_ value: Value) -> [UInt8] {
    var writer = ProtoWriter()
    for (word, field) in texts { if let text = value[word]?.string { writer.add(field, text) } }
    for (word, field) in numbers {
      if let number = value[word]?.double { writer.add(field, number) }
    }
    for (word, field) in counts { if let count = value[word]?.int { writer.add(field, count) } }
    for (word, field) in flags { if let flag = value[word]?.bool { writer.add(field, flag) } }
    if let value = value["default"] { writer.add(5, OpenAPIProto.any(value)) }
    for name in value["required"]?.list ?? [] { writer.add(19, OpenAPIProto.text(name)) }
    for choice in value["enum"]?.list ?? [] { writer.add(20, OpenAPIProto.any(choice)) }
    addParts(of: value, to: &writer)
    if let value = value["example"] { writer.add(30, OpenAPIProto.any(value)) }
    OpenAPIProto.extensions(value, as: 31, in: &writer)
    return writer.bytes
  }

  private static func addParts(of value: Value, to writer: inout ProtoWriter) {
    switch value["additionalProperties"] {
    case .bool(let flag)?:
      var item = ProtoWriter()
      item.add(2, flag)
      writer.add(21, item.bytes)
    case let inner?: writer.add(21, within(1, schema(inner)))
    case nil: break
    }
    if let type = value["type"]?.string { writer.add(22, within(1, Array(type.utf8))) }
    if let items = value["items"] { writer.add(23, within(1, schema(items))) }
    if let properties = value["properties"] {
      writer.add(25, OpenAPIProto.named(properties, as: 1, schema))
    }
  }

  private static func within(_ field: UInt64, _ content: [UInt8]) -> [UInt8] {
    var writer = ProtoWriter()
    writer.add(field, content)
    return writer.bytes
  }
}
