// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What differs between the two versions of OpenAPI that clients ask for.
enum OpenAPIDialect: Sendable {
  case v2
  case v3

  private var prefix: String {
    switch self {
    case .v2: "#/definitions/"
    case .v3: "#/components/schemas/"
    }
  }

  func reference(to name: String) -> Value { ["$ref": .string(prefix + name)] }

  /// A schema with words of its own. Beside a reference version 3 allows nothing.
  func described(_ schema: Value, _ words: String) -> Value {
    var described = schema
    if self == .v3 && schema["$ref"] != nil { described = ["allOf": [schema]] }
    described["description"] = .string(words)
    return described
  }

  /// The names of all definitions that a schema, or any part of a document, refers to.
  func references(in value: Value) -> Set<String> {
    switch value {
    case .map(let map):
      var names: Set<String> = []
      for entry in map {
        if entry.key == "$ref", let text = entry.value.string, text.hasPrefix(prefix) {
          names.insert(String(text.dropFirst(prefix.count)))
        } else {
          names.formUnion(references(in: entry.value))
        }
      }
      return names
    case .list(let list): return list.reduce(into: []) { $0.formUnion(references(in: $1)) }
    default: return []
    }
  }
}
