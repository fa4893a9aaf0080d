// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Transformation {
  /// The strategic patches without a target, then those of `patches`.
  func patch(_ layer: inout Layer) throws(KustomizeError) {
    for rule in kustomization.strategicPatches {
      let content = try builder.strategicPatch(rule, in: directory)
      for document in content.documents {
        try apply(document, to: nil, rule, &layer)
      }
    }
    if !kustomization.strategicPatches.isEmpty {
      note("PatchStrategicMergeTransformer", in: &layer)
    }
    for rule in kustomization.patches {
      try apply(try builder.patch(rule, in: directory), rule, &layer)
      note("PatchTransformer", in: &layer)
    }
  }

  /// The patches of `patchesJson6902`, which come late.
  func patchJSON(_ layer: inout Layer) throws(KustomizeError) {
    for rule in kustomization.jsonPatches {
      guard rule.target?.exact.name.isEmpty == false else {
        throw KustomizeError(at: rule.position, "the patch needs the name of its target")
      }
      let content = try builder.patch(rule, in: directory)
      guard case .json(let patch) = content else {
        throw KustomizeError(at: rule.position, "the patch is no list of JSON operations")
      }
      try apply(patch, rule, &layer)
      note("PatchJson6902Transformer", in: &layer)
    }
  }

  private func apply(
    _ content: PatchContent, _ rule: PatchRule, _ layer: inout Layer
  ) throws(KustomizeError) {
    switch content {
    case .json(let patch):
      guard rule.target != nil else {
        throw KustomizeError(at: rule.position, "a JSON patch needs a target")
      }
      try apply(patch, rule, &layer)
    case .strategic(let documents):
      guard rule.target == nil || documents.count == 1 else {
        throw KustomizeError(
          at: rule.position,
          "the patch has a target and \(documents.count) documents, where one may be")
      }
      for document in documents { try apply(document, to: rule.target, rule, &layer) }
    }
  }

  private func apply(
    _ patch: JSONPatch, _ rule: PatchRule, _ layer: inout Layer
  ) throws(KustomizeError) {
    try layer.resources.change { (items) throws(KustomizeError) in
      for index in items.indices where rule.target?.matches(items[index]) ?? false {
        items[index].rememberName()
        do throws(ManifestError) {
          try items[index].apply(patch)
        } catch {
          throw KustomizeError(
            at: rule.position, "the patch of \(items[index].id): \(error.cause)", hint: error.hint)
        }
      }
    }
  }

  private func apply(
    _ document: Document, to target: Selector?, _ rule: PatchRule, _ layer: inout Layer
  ) throws(KustomizeError) {
    let chosen: [Int]
    if let target {
      chosen = layer.resources.items.indices.filter { target.matches(layer.resources.items[$0]) }
    } else {
      guard let one = try index(patchedBy: document, rule, layer) else { return }
      chosen = [one]
    }
    try layer.resources.change { (items) throws(KustomizeError) in
      for index in chosen {
        do throws(ManifestError) {
          try items[index].apply(strategic: document.value, rule, isTargeted: target != nil)
        } catch {
          throw KustomizeError(
            "apply the patch of \(document.position)", "\(items[index].id): \(error.cause)",
            hint: error.hint, at: document.position)
        }
      }
      items.removeAll { $0.object.map?.isEmpty ?? true }
    }
  }

  /// The one object that a patch names.
  private func index(
    patchedBy document: Document, _ rule: PatchRule, _ layer: Layer
  ) throws(KustomizeError) -> Int? {
    let id = Resource(document.value, from: Origin(document, file: "", layer: "")).id
    let found = layer.resources.indices(everCalled: id)
    if found.count == 1 { return found[0] }
    if found.isEmpty, layer.isIncomplete { return nil }
    let action = "apply the patch of \(document.position)"
    guard found.isEmpty else {
      throw KustomizeError(
        action, "\(found.count) objects are or were \(id)", at: document.position)
    }
    throw KustomizeError(
      action, "there is no \(id)", hint: layer.hint(missing: id), at: document.position)
  }
}

extension Layer {
  /// What may have been meant by an object that there is not.
  fileprivate func hint(missing id: ObjectID) -> String? {
    let ids = resources.items.map(\.id)
    if let other = ids.first(where: { $0.type.kind == id.type.kind && $0.name == id.name }) {
      return other.namespace == id.namespace
        ? "there is one of \(other.type.group)/\(other.type.version)"
        : "there is \(other): the patch must name the same namespace"
    }
    let names = ids.filter { $0.type.kind == id.type.kind }.map(\.name)
    return Nearest.word(to: id.name, among: names).map { "did you mean \"\($0)\"?" }
  }
}

extension Resource {
  /// kustomize keeps notes in the annotations, so that a patch always finds these there.
  fileprivate mutating func apply(_ patch: JSONPatch) throws(ManifestError) {
    var patched = object
    if patched["metadata", "annotations"]?.map == nil {
      patched.set(["metadata", "annotations"], to: .map(Map()))
    }
    object = try patched.applying(patch)
    // The patch makes a new object.
    links = []
  }

  fileprivate mutating func apply(
    strategic patch: Value, _ rule: PatchRule, isTargeted: Bool
  ) throws(ManifestError) {
    let before = id
    if rule.allowsNameChange || rule.allowsKindChange { rememberName() }
    var patch = patch
    if isTargeted { patch["apiVersion"] = object["apiVersion"] }
    let schema = patchSchema
    object = try object.applying(strategicPatch: patch, schema: schema, as: .kustomize)
    guard object.map?.isEmpty == false else { return }
    if !rule.allowsKindChange { kind = before.type.kind }
    if !rule.allowsNameChange { name = before.name }
    namespace = before.namespace
    settleLinks()
  }

  /// How its lists are merged. Of versions that Kubernetes has given up, kustomize knows nothing.
  private var patchSchema: PatchSchema {
    let version = object["apiVersion"]?.string ?? ""
    let isGone = version.hasPrefix("extensions/") || version.hasPrefix("apps/v1beta")
    return isGone ? .none : PatchSchema(apiVersion: version, kind: kind) ?? .none
  }
}
