// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Kustomization {
  private static let known: Set<String> = [
    "apiVersion", "kind", "metadata", "resources", "bases", "components", "crds", "configurations",
    "namespace", "namePrefix", "nameSuffix", "labels", "commonLabels", "commonAnnotations",
    "patchesStrategicMerge", "patches", "patchesJson6902", "images", "imageTags", "replicas",
    "replacements", "configMapGenerator", "secretGenerator", "generatorOptions", "buildMetadata",
    "sortOptions", "openapi",
  ]

  /// Fields that kustomize has and we have not, each with what to do instead.
  private static let refused = [
    "vars": "use replacements",
    "helmCharts": "let a HelmRelease install the chart",
    "helmGlobals": "let a HelmRelease install the chart",
    "helmChartInflationGenerator": "let a HelmRelease install the chart",
    "generators": "use configMapGenerator or secretGenerator",
    "transformers": "use the fields of the kustomization that do the same",
    "validators": "run the validator where changes are proposed",
  ]

  /// Only the known fields may be there; all that there are if none are given.
  init(_ document: Document, knowing known: Set<String>? = nil) throws(KustomizeError) {
    let all = known ?? Self.known.union(Self.refused.keys)
    let fields = try Fields(document.value, at: [], in: document, known: all)
    position = document.position
    for (field, instead) in Self.refused where fields.has(field) {
      throw fields.mistake(field, "is not supported", hint: instead)
    }
    try readKind(fields)
    resources = try Self.references(fields, "resources") + Self.references(fields, "bases")
    components = try Self.references(fields, "components")
    crds = try Self.references(fields, "crds")
    configurations = try Self.references(fields, "configurations")
    namespace = try fields.string("namespace")
    namePrefix = try fields.string("namePrefix")
    nameSuffix = try fields.string("nameSuffix")
    try readLabels(fields)
    try readPatches(fields)
    images = try ImageRule.rules(fields, "images") + ImageRule.rules(fields, "imageTags")
    replicas = try fields.each("replicas", knowing: ["name", "count"]) {
      (rule) throws(KustomizeError) in
      ReplicaRule(
        name: try rule.string("name"), count: try rule.int("count"),
        position: rule.document.position(of: rule.path))
    }
    replacements = try ReplacementRule.rules(fields, "replacements")
    generatorOptions = try GeneratorOptions(fields, "generatorOptions")
    generators =
      try GeneratorRule.rules(fields, "configMapGenerator", isSecret: false)
      + GeneratorRule.rules(fields, "secretGenerator", isSecret: true)
    try readOutput(fields)
  }

  private mutating func readKind(_ fields: Fields) throws(KustomizeError) {
    let kind = try fields.string("kind")
    guard ["", "Kustomization", "Component"].contains(kind) else {
      throw fields.mistake("kind", "must be Kustomization or Component, not \(kind)")
    }
    isComponent = kind == "Component"
    let wanted = "kustomize.config.k8s.io/" + (isComponent ? "v1alpha1" : "v1beta1")
    let version = try fields.string("apiVersion")
    guard version.isEmpty || version == wanted else {
      throw fields.mistake("apiVersion", "must be \(wanted), not \(version)")
    }
    guard
      fields.map.contains(where: { !["apiVersion", "kind"].contains($0.key) && !$0.value.isNull })
    else {
      throw KustomizeError(at: position, "the kustomization is empty")
    }
  }

  private mutating func readLabels(_ fields: Fields) throws(KustomizeError) {
    labels = try fields.each(
      "labels", knowing: ["pairs", "includeSelectors", "includeTemplates", "fields"]
    ) { (rule) throws(KustomizeError) in
      LabelRule(
        pairs: try rule.texts("pairs"), includesSelectors: try rule.bool("includeSelectors"),
        includesTemplates: try rule.bool("includeTemplates"),
        fields: try FieldSpec.specs(rule, "fields"))
    }
    let common = try fields.texts("commonLabels")
    if !common.isEmpty { commonLabels = LabelRule(pairs: common, includesSelectors: true) }
    commonAnnotations = try fields.texts("commonAnnotations")
  }

  private mutating func readPatches(_ fields: Fields) throws(KustomizeError) {
    for reference in try Self.references(fields, "patchesStrategicMerge") {
      strategicPatches.append(PatchRule(text: reference.text, position: reference.position))
    }
    patches = try PatchRule.rules(fields, "patches")
    jsonPatches = try PatchRule.rules(fields, "patchesJson6902")
  }

  private mutating func readOutput(_ fields: Fields) throws(KustomizeError) {
    buildMetadata = Set(try fields.strings("buildMetadata"))
    let options = ["originAnnotations", "transformerAnnotations", "managedByLabel"]
    if let unknown = buildMetadata.first(where: { !options.contains($0) }) {
      throw fields.mistake(
        "buildMetadata", "knows no \"\(unknown)\", only \(options.joined(separator: ", "))")
    }
    guard let sorting = try fields.within("sortOptions", knowing: ["order", "legacySortOptions"])
    else { return }
    let order = try sorting.string("order")
    let lists = try sorting.within("legacySortOptions", knowing: ["orderFirst", "orderLast"])
    switch order {
    case "legacy":
      self.order =
        try lists.map { (lists) throws(KustomizeError) in
          .kinds(first: try lists.strings("orderFirst"), last: try lists.strings("orderLast"))
        } ?? .legacy
    case "fifo" where lists == nil: self.order = .input
    default:
      throw sorting.mistake("order", "must be fifo, or legacy where there are legacySortOptions")
    }
  }

  private static func references(
    _ fields: Fields, _ key: String
  ) throws(KustomizeError) -> [Reference] {
    try fields.strings(key).enumerated().map { (index, text) in
      Reference(
        text: text, position: fields.document.position(of: fields.path.key(key).index(index)))
    }
  }
}
