// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Builder {
  /// Adds what `configurations` and `crds` say of fields.
  func readTables(
    _ kustomization: Kustomization, in directory: String, _ tables: inout FieldTables
  ) throws(KustomizeError) {
    for reference in kustomization.configurations {
      let path = try file(reference.text, in: directory, at: reference.position)
      for document in try source(path, .kubectl).documents() {
        tables.merge(try FieldTables(try read(document)))
      }
    }
    for reference in kustomization.crds {
      let path = try file(reference.text, in: directory, at: reference.position)
      for document in try source(path, .kubectl).documents() {
        tables.merge(try DefinedFields(try read(document)).tables)
      }
    }
  }
}

extension FieldTables {
  private static let known: Set = [
    "namePrefix", "nameSuffix", "namespace", "commonLabels", "labels", "templateLabels",
    "commonAnnotations", "nameReference", "varReference", "images", "replicas",
  ]

  /// What a file says that a kustomization names under `configurations`.
  init(_ document: Document) throws(KustomizeError) {
    let fields = try Fields(document.value, at: [], in: document, known: Self.known)
    namePrefix = try FieldSpec.specs(fields, "namePrefix")
    nameSuffix = try FieldSpec.specs(fields, "nameSuffix")
    namespace = try FieldSpec.specs(fields, "namespace")
    commonLabels = try FieldSpec.specs(fields, "commonLabels")
    templateLabels = try FieldSpec.specs(fields, "templateLabels")
    commonAnnotations = try FieldSpec.specs(fields, "commonAnnotations")
    images = try FieldSpec.specs(fields, "images")
    replicas = try FieldSpec.specs(fields, "replicas")
    nameReferences = try fields.each(
      "nameReference", knowing: ["group", "version", "kind", "fieldSpecs"]
    ) { (rule) throws(KustomizeError) in
      NameReference(
        target: GroupKind(
          group: try rule.string("group"), version: try rule.string("version"),
          kind: try rule.string("kind")),
        fields: try FieldSpec.specs(rule, "fieldSpecs"))
    }
  }
}
