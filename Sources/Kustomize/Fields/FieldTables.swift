// SPDX-License-Identifier: Apache-2.0

/// Which fields of which kinds the transformations of a layer change.
struct FieldTables: Sendable {
  /// Fields that hold the names of objects of one kind.
  struct NameReference: Sendable {
    let target: GroupKind
    var fields: [FieldSpec]
  }

  var namePrefix: [FieldSpec] = []
  var nameSuffix: [FieldSpec] = []
  var namespace: [FieldSpec] = []
  var commonLabels: [FieldSpec] = []
  var templateLabels: [FieldSpec] = []
  var commonAnnotations: [FieldSpec] = []
  var images: [FieldSpec] = []
  var replicas: [FieldSpec] = []
  var nameReferences: [NameReference] = []
  /// Whether nothing was added to what everybody has.
  private(set) var isStandard = false

  static let standard = {
    var tables = FieldTables()
    tables.namePrefix = [FieldSpec("metadata/name")]
    tables.nameSuffix = [FieldSpec("metadata/name")]
    tables.namespace = standardNamespace
    tables.commonLabels = standardSelectors + standardTemplateLabels
    tables.templateLabels = standardTemplateLabels
    tables.commonAnnotations = standardAnnotations
    tables.images = standardImages
    tables.replicas = standardReplicas
    tables.nameReferences = standardNameReferences
    tables.isStandard = true
    return tables
  }()

  mutating func merge(_ other: FieldTables) {
    if other.isStandard, isStandard { return }
    isStandard = false
    namePrefix = namePrefix.merged(with: other.namePrefix)
    nameSuffix = nameSuffix.merged(with: other.nameSuffix)
    namespace = namespace.merged(with: other.namespace)
    commonLabels = commonLabels.merged(with: other.commonLabels)
    templateLabels = templateLabels.merged(with: other.templateLabels)
    commonAnnotations = commonAnnotations.merged(with: other.commonAnnotations)
    images = images.merged(with: other.images)
    replicas = replicas.merged(with: other.replicas)
    for reference in other.nameReferences {
      if let index = nameReferences.firstIndex(where: { $0.target == reference.target }) {
        nameReferences[index].fields = nameReferences[index].fields.merged(with: reference.fields)
      } else {
        nameReferences.append(reference)
      }
    }
  }
}
