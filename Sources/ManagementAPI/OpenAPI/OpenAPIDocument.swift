// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What an API publishes of its types. Pure: from the catalog alone.
struct OpenAPIDocument {
  let catalog: Catalog

  /// `/openapi/v2`: everything at once.
  var v2: Value {
    let (paths, definitions) = parts(.v2) { _ in true }
    return [
      "swagger": "2.0", "info": Self.info, "paths": paths, "definitions": definitions,
    ]
  }

  /// `/openapi/v3/…`: one group in one version; nil where nothing of it is served.
  func v3(_ version: GroupVersion) -> Value? {
    guard versions.contains(version) else { return nil }
    let (paths, definitions) = parts(.v3) { $0 == version }
    return [
      "openapi": "3.0.0", "info": Self.info, "paths": paths,
      "components": ["schemas": definitions],
    ]
  }

  /// Every group and version that is served.
  var versions: Set<GroupVersion> {
    var versions: Set<GroupVersion> = []
    for kind in catalog.kinds {
      for version in kind.versions where version.isServed {
        versions.insert(GroupVersion(group: kind.group, version: version.name))
      }
    }
    return versions
  }

  private static let info: Value = [
    "title": "capctl", "version": APIVersion.document["gitVersion"] ?? "",
  ]

  private func parts(
    _ dialect: OpenAPIDialect, _ isMeant: (GroupVersion) -> Bool
  ) -> (paths: Value, definitions: Value) {
    var paths: [(String, Value)] = []
    var definitions: [String: Value] = [:]
    for kind in catalog.kinds {
      for version in kind.versions where version.isServed {
        guard isMeant(GroupVersion(group: kind.group, version: version.name)) else { continue }
        let name = Self.name(of: kind, version)
        definitions[name] = marked(schema(of: kind, version, dialect), kind, version, kind.kind)
        definitions["\(name)List"] = marked(
          list(of: kind, name, dialect), kind, version, kind.listKind)
        paths += OpenAPIPaths(dialect: dialect, kind: kind, version: version, schema: name).all
      }
    }
    let schemas = TypeSchemas(dialect: dialect)
    for (name, schema) in schemas.references(in: .map(Map(definitions.map { ($0, $1) }))) {
      definitions[name] = definitions[name] ?? schema
    }
    let sorted = definitions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    return (.map(Map(paths.sorted { $0.0 < $1.0 })), .map(Map(sorted)))
  }

  /// `com.example.v1.Pool` for `example.com/v1` Pool.
  static func name(of kind: ServedKind, _ version: ServedVersion) -> String {
    if let type = TypeSchemas.type(of: kind) {
      return TypeSchemas.name(type, version: version.name)
    }
    let group = kind.group.split(separator: ".").reversed().joined(separator: ".")
    return "\(group).\(version.name).\(kind.kind)"
  }

  private func schema(
    of kind: ServedKind, _ version: ServedVersion, _ dialect: OpenAPIDialect
  ) -> Value {
    if let type = TypeSchemas.type(of: kind) {
      return TypeSchemas(dialect: dialect).schema(type, isKind: true)
    }
    return CustomSchema(dialect: dialect).schema(of: version)
  }

  private func list(of kind: ServedKind, _ name: String, _ dialect: OpenAPIDialect) -> Value {
    let metadata = dialect.reference(to: TypeSchemas.name("meta.ListMeta"))
    return [
      "type": "object", "description": .string("\(kind.listKind) is a list of \(kind.kind)."),
      "required": ["items"],
      "properties": [
        "apiVersion": Words.apiVersion, "kind": Words.kind,
        "items": ["type": "array", "items": dialect.reference(to: name)],
        "metadata": dialect.described(metadata, Words.listMetadata),
      ],
    ]
  }

  /// Says of a schema which kind it is of, for clients to find it by.
  private func marked(
    _ schema: Value, _ kind: ServedKind, _ version: ServedVersion, _ name: String
  ) -> Value {
    var schema = schema
    schema["x-kubernetes-group-version-kind"] = [
      [
        "group": .string(kind.group), "kind": .string(name), "version": .string(version.name),
      ]
    ]
    return schema
  }
}
