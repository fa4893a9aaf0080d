// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Transformation {
  func addLabels(_ layer: inout Layer) throws(KustomizeError) {
    var rules = kustomization.labels
    if let common = kustomization.commonLabels { rules.append(common) }
    for rule in rules where !rule.pairs.isEmpty {
      try add(rule.pairs, at: specs(of: rule, layer.tables), &layer)
      note("LabelTransformer", in: &layer)
    }
  }

  func addAnnotations(_ layer: inout Layer) throws(KustomizeError) {
    guard !kustomization.commonAnnotations.isEmpty else { return }
    try add(kustomization.commonAnnotations, at: layer.tables.commonAnnotations, &layer)
    note("AnnotationsTransformer", in: &layer)
  }

  private func specs(of rule: LabelRule, _ tables: FieldTables) -> [FieldSpec] {
    if rule.includesSelectors { return rule.fields.merged(with: tables.commonLabels) }
    let templates = rule.includesTemplates ? tables.templateLabels : []
    return rule.fields.merged(with: templates)
      .merged(with: [FieldSpec("metadata/labels", creates: true)])
  }

  private func add(
    _ pairs: [(key: String, value: String)], at specs: [FieldSpec], _ layer: inout Layer
  ) throws(KustomizeError) {
    try each(of: &layer) { (resource) throws(Fault) in
      let type = resource.type
      let specs = specs.filter { $0.applies(to: type) }
      for pair in pairs {
        try resource.setLinked(pair.key, to: .string(pair.value), at: specs)
      }
    }
  }
}
