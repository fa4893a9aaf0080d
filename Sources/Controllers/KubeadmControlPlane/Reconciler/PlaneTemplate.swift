// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site

/// The template of a control plane's infrastructure machines, and what Machines are compared with.
struct PlaneTemplate: Sendable {
  let object: Object
  let content: TemplateContent
  /// Of the copy that Machines are made from, which stays as it is when the template changes.
  let frozenName: String

  init(_ object: Object) {
    self.object = object
    content = TemplateContent(object)
    frozenName = FrozenTemplate.name(of: object.name, holding: content)
  }

  var frozen: Object { FrozenTemplate.copy(of: object, holding: content) }
}

/// Reads the parts that a control plane's Machines are made from.
struct PlaneParts: Sendable {
  let site: Site
  let plane: KubeadmControlPlane
  /// Nil where there is none: then no Machine can be made, and none is out of date for it.
  var template: PlaneTemplate?
  /// What the variables in it stand for now.
  var variables = BoundVariables()

  /// What the KubeadmConfig of every Machine holds. The first Machine needs one half of it and the others
  /// the other half: with both, all are alike, and can be compared.
  var configSpec: Value {
    var spec = plane.kubeadmConfigSpec
    spec["format"] = spec["format"] ?? "cloud-config"
    return spec
  }

  private static func content(_ spec: Value) -> TemplateContent {
    TemplateContent(Object(["spec": ["template": ["spec": spec]]]))
  }

  /// What a Machine has to be like.
  var wanted: RolloutTemplate? {
    guard let template else { return nil }
    return RolloutTemplate(
      version: plane.version, bootstrap: bootstrap(configSpec),
      infrastructureKind: template.object.kind, infrastructure: template.content,
      variables: variables)
  }

  private func bootstrap(_ spec: Value) -> RolloutTemplate.Bootstrap {
    .template(kind: Kind.kubeadmConfig.kind, name: "", content: Self.content(spec))
  }

  /// What a Machine is like. Parts that are missing count as they are wanted: nothing tells otherwise,
  /// and another Machine would not bring them back.
  func made(_ machine: PlaneMachineParts) -> RolloutTemplate? {
    guard var made = wanted else { return nil }
    made.version = machine.machine.version
    if let config = machine.config { made.bootstrap = bootstrap(config.spec) }
    if let reference = machine.machine.infrastructureRef {
      let kind = GroupKind(group: reference.group, kind: "\(reference.kind)Template")
      if kind.kind != made.infrastructureKind { made.infrastructureKind = kind.kind }
    }
    made.variables = machine.variables
    if let frozen = machine.frozen { made.infrastructure = TemplateContent(frozen) }
    return made
  }
}

/// A Machine of a control plane with the objects it refers to, as far as they are there.
struct PlaneMachineParts: Sendable {
  var draft: Draft<Machine>
  var config: Object?
  var infrastructure: Object?
  /// The copy of the template that the infrastructure machine was made from.
  var frozen: Object?

  var machine: Machine { draft.now }

  /// What its variables stood for.
  var variables: BoundVariables {
    BoundVariables(annotation: machine.metadata.annotations[Annotations.boundVariables])
  }
}
