// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// The types of the table as schemas of an OpenAPI document.
struct TypeSchemas {
  let dialect: OpenAPIDialect

  /// The name of a definition: `core.Pod` is `io.k8s.api.core.v1.Pod`.
  static func name(_ type: String, version: String = "v1") -> String {
    let parts = type.split(separator: ".").map(String.init)
    switch parts[0] {
    case "meta": return "io.k8s.apimachinery.pkg.apis.meta.v1.\(parts[1])"
    case "apiextensions":
      return "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.\(parts[1])"
    default: return "io.k8s.api.\(parts[0]).\(version).\(parts[1])"
    }
  }

  /// The type of a kind of Kubernetes' own; nil for any other.
  static func type(of kind: ServedKind) -> String? {
    let package = kind.group.isEmpty ? "core" : String(kind.group.prefix { $0 != "." })
    let name = "\(package).\(kind.kind)"
    return kind.definition == nil && TypeTable.all.types[name] != nil ? name : nil
  }

  /// The schema of a type.
  func schema(_ type: String, isKind: Bool = false) -> Value {
    let fields = TypeTable.all.types[type] ?? []
    var properties: [(String, Value)] = fields.map { ($0.name, self.schema($0, of: type)) }
    if isKind || fields.contains(where: { $0.name == "metadata" }) {
      properties = [("apiVersion", Words.apiVersion), ("kind", Words.kind)] + properties
    }
    var schema: Value = ["type": "object"]
    if let words = Words.types[type] { schema["description"] = .string(words) }
    let required = fields.filter { $0.isRequired && $0.name != "metadata" }
    if !required.isEmpty { schema["required"] = .list(required.map { .string($0.name) }) }
    if !properties.isEmpty { schema["properties"] = .map(Map(properties)) }
    return schema
  }

  /// The definitions that a schema refers to, and those that they refer to.
  func references(in schema: Value) -> [String: Value] {
    var found: [String: Value] = [:]
    var names = dialect.references(in: schema)
    while let name = names.popFirst() {
      guard found[name] == nil, let type = Self.types[name] else { continue }
      let inner = self.schema(type)
      found[name] = inner
      names.formUnion(dialect.references(in: inner))
    }
    return found
  }

  private static let types: [String: String] = Dictionary(
    TypeTable.all.types.keys.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })

  private func schema(_ field: TypeTable.Field, of type: String) -> Value {
    var schema = schema(field.kind)
    if let words = Words.fields["\(type).\(field.name)"] ?? Words.shared[field.name] {
      schema = dialect.described(schema, words)
    }
    var strategies: [String] = []
    if let key = field.mergeKey {
      strategies.append("merge")
      if !key.isEmpty { schema["x-kubernetes-patch-merge-key"] = .string(key) }
    }
    if field.retainsKeys { strategies.append("retainKeys") }
    if !strategies.isEmpty {
      schema["x-kubernetes-patch-strategy"] = .string(strategies.joined(separator: ","))
    }
    return schema
  }

  private func schema(_ kind: TypeTable.Kind) -> Value {
    switch kind {
    case .list(let inner): ["type": "array", "items": schema(inner)]
    case .map(let inner): ["type": "object", "additionalProperties": schema(inner)]
    case .type(let name): dialect.reference(to: Self.name(name))
    case .word(let word): Self.words[word] ?? [:]
    }
  }

  private static let words: [String: Value] = [
    // Not empty: kubectl's templates take an empty schema for none.
    "any": ["description": "Any data."], "bool": ["type": "boolean"],
    "bytes": ["type": "string", "format": "byte"],
    "either": ["type": "string", "format": "int-or-string"],
    "int32": ["type": "integer", "format": "int32"],
    "int64": ["type": "integer", "format": "int64"],
    "microtime": ["type": "string", "format": "date-time"],
    "number": ["type": "number", "format": "double"], "quantity": ["type": "string"],
    "string": ["type": "string"], "time": ["type": "string", "format": "date-time"],
  ]
}
