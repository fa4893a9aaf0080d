// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// An object made from a template: an infrastructure machine, or a bootstrap configuration.
struct TemplateClone: Sendable {
  /// The template, whose kind ends in `Template`.
  let template: Object

  /// The kind of what is made from templates of a kind.
  static func kind(of template: GroupKind) -> GroupKind {
    let suffix = "Template"
    guard template.kind.hasSuffix(suffix) else { return template }
    return GroupKind(group: template.group, kind: String(template.kind.dropLast(suffix.count)))
  }

  /// The object, whose annotation `cloned-from-name` says `origin`.
  func object(named name: String, from origin: String) -> Object {
    let kind = GroupKind(
      group: template.groupVersionKind?.group ?? "", kind: template.kind)
    let version = template.groupVersionKind?.version ?? ""
    var object = Object(
      Self.kind(of: kind).at(version: version), namespace: template.namespace, name: name)
    let content = MachineTemplate(template.spec["template"] ?? [:])
    object.metadata.labels = content.labels
    var annotations = content.annotations
    annotations[Annotations.clonedFromName] = origin
    annotations[Annotations.clonedFromGroupKind] = "\(kind)"
    object.metadata.annotations = annotations
    object.spec = content.spec
    return object
  }
}
