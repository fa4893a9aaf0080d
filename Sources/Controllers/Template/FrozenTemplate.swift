// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest

/// The copy of a template that a MachineSet keeps: machines made from it next month are those made from it
/// today, whatever has happened to the template.
package enum FrozenTemplate {
  /// `<template>-<hash>`, cut to what a label may hold, so that the name can stand in one.
  package static func name(of template: String, holding content: TemplateContent) -> String {
    let hash = "\(ContentHash(content))"
    return "\(template.prefix(63 - hash.count - 1))-\(hash)"
  }

  /// The copy: the template's kind and content under a name of its own, with what people wrote on the
  /// template, and nothing that says who applied it. Its owner is the caller's to add.
  package static func copy(of template: Object, holding content: TemplateContent) -> Object {
    var copy = Object([
      "apiVersion": .string(template.apiVersion), "kind": .string(template.kind),
    ])
    copy.metadata.namespace = template.namespace
    copy.metadata.name = name(of: template.name, holding: content)
    copy.spec = template.spec
    copy.spec["template"] = content.value
    return copy
  }
}
