// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What the definitions of types say of their fields by marks such as `x-kubernetes-identity`: a file
/// that a kustomization names under `crds`.
struct DefinedFields {
  private(set) var tables = FieldTables()
  private let types: Map
  /// Definitions that refer to each other could have no end.
  private static let depthLimit = 20

  init(_ document: Document) throws(KustomizeError) {
    guard let types = document.value.map else {
      throw KustomizeError(at: document.position, "definitions of types must be a map")
    }
    self.types = types
    for entry in types {
      guard let fields = Self.fields(of: entry.value), fields.contains("kind"),
        fields.contains("apiVersion"), fields.contains("metadata")
      else { continue }
      let kind = entry.key.split(separator: ".").last.map(String.init) ?? entry.key
      read(fields, of: kind, below: [])
    }
  }

  private static func fields(of type: Value) -> Map? { type["Schema", "properties"]?.map }

  private mutating func read(_ fields: Map, of kind: String, below path: [String]) {
    guard path.count < Self.depthLimit else { return }
    for field in fields {
      let way = path + [field.key]
      let spec = FieldSpec(way.joined(separator: "/"), kind: kind)
      let marks = field.value
      if marks["x-kubernetes-annotation"] != nil { tables.commonAnnotations.append(spec) }
      if marks["x-kubernetes-label-selector"] != nil { tables.commonLabels.append(spec) }
      if marks["x-kubernetes-identity"] != nil { tables.namePrefix.append(spec) }
      if let target = marks["x-kubernetes-object-ref-kind"]?.string,
        let version = marks["x-kubernetes-object-ref-api-version"]?.string
      {
        let key = marks["x-kubernetes-object-ref-name-key"]?.string ?? "name"
        let name = FieldSpec((way + [key]).joined(separator: "/"), kind: kind)
        tables.nameReferences.append(
          FieldTables.NameReference(
            target: GroupKind(group: "", version: version, kind: target), fields: [name]))
      }
      if let type = marks["$ref"]?.string, let inner = types[type].flatMap(Self.fields) {
        read(inner, of: kind, below: way)
      }
    }
  }
}
