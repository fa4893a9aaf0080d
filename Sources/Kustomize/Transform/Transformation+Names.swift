// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Transformation {
  /// Puts what is in a namespace into that of the kustomization.
  func changeNamespace(_ layer: inout Layer) throws(KustomizeError) {
    let namespace = kustomization.namespace
    guard !namespace.isEmpty else { return }
    let specs = layer.tables.namespace.filter { $0.path.map(\.name) != ["metadata", "namespace"] }
    let change = NamespaceChange(namespace: namespace, specs: specs)
    try each(of: &layer) { (resource) throws(Fault) in
      resource.rememberName()
      try change.apply(to: &resource)
    }
    // The list counts its names anew.
    layer.resources.change { (_: inout [Resource]) throws(Never) in }
    if let (one, other) = layer.resources.collision {
      throw KustomizeError(
        at: kustomization.position,
        "in namespace \(namespace), \(one.origin.position) and \(other.origin.position) are both \(one.id)"
      )
    }
    note("NamespaceTransformer", in: &layer)
  }

  func addPrefix(_ layer: inout Layer) throws(KustomizeError) {
    let prefix = kustomization.namePrefix
    guard !prefix.isEmpty else { return }
    try rename(layer.tables.namePrefix, &layer, { $0.prefixes.append(prefix) }) { prefix + $0 }
    note("PrefixTransformer", in: &layer)
  }

  func addSuffix(_ layer: inout Layer) throws(KustomizeError) {
    let suffix = kustomization.nameSuffix
    guard !suffix.isEmpty else { return }
    try rename(layer.tables.nameSuffix, &layer, { $0.suffixes.append(suffix) }) { $0 + suffix }
    note("SuffixTransformer", in: &layer)
  }

  private func rename(
    _ specs: [FieldSpec], _ layer: inout Layer, _ noting: (inout Resource) -> Void,
    _ renamed: (String) -> String
  ) throws(KustomizeError) {
    try each(of: &layer) { (resource) throws(Fault) in
      let first = resource.firstID.type
      guard !first.keepsName else { return }
      for spec in specs where spec.applies(to: first) {
        if spec.path.map(\.name) == ["metadata", "name"] {
          noting(&resource)
          resource.rememberName()
        }
        try resource.object.visit(spec.path[...], making: nil) { (value) throws(Fault) in
          guard let text = value.scalarText else { throw Fault("the name is a \(value.kind)") }
          value = .string(renamed(text))
        }
      }
    }
    layer.resources.change { (_: inout [Resource]) throws(Never) in }
  }
}

extension GroupKind {
  /// Kinds whose name is more than a name.
  fileprivate var keepsName: Bool {
    kind == "CustomResourceDefinition" || kind == "Namespace"
      || kind == "APIService" && group == "apiregistration.k8s.io"
  }
}

extension ResourceList {
  /// Two objects of one name.
  fileprivate var collision: (Resource, Resource)? {
    var known: [ObjectID: Resource] = [:]
    for item in items {
      if let other = known.updateValue(item, forKey: item.id.key) { return (other, item) }
    }
    return nil
  }
}

/// Sets the namespace of an object, wherever it holds one.
private struct NamespaceChange {
  let namespace: String
  let specs: [FieldSpec]

  func apply(to resource: inout Resource) throws(Fault) {
    let type = resource.type
    if !type.isClusterScoped {
      try set([FieldSpec.Step(name: "metadata", isList: false), Self.step], true, &resource.object)
    }
    let bindsRole = ["RoleBinding", "ClusterRoleBinding"].contains(type.kind)
    if bindsRole { try setSubjects(of: &resource.object) }
    for spec in specs where spec.applies(to: type) {
      if bindsRole, spec.path.first?.name == "subjects" { continue }
      try set(spec.path, spec.creates, &resource.object)
    }
  }

  private static let step = FieldSpec.Step(name: "namespace", isList: false)

  private func set(_ path: [FieldSpec.Step], _ creates: Bool, _ object: inout Value) throws(Fault) {
    try object.visit(path[...], making: creates ? .scalar : nil) { (value) throws(Fault) in
      guard value.scalarText != nil || value.isNull else {
        throw Fault("the namespace is a \(value.kind)")
      }
      value = .string(namespace)
    }
  }

  /// Of the accounts that a role is given to, only the one called `default` is sure to be meant.
  private func setSubjects(of object: inout Value) throws(Fault) {
    try object.visit([FieldSpec.Step(name: "subjects", isList: false)][...], making: nil) {
      (subjects) throws(Fault) in
      guard case .list(var items) = subjects else {
        if subjects.isNull { return }
        throw Fault("subjects is a \(subjects.kind)")
      }
      for index in items.indices where items[index]["name"] == "default" {
        items[index]["namespace"] = .string(namespace)
      }
      subjects = .list(items)
    }
  }
}
