// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Runtime
import Site

/// What the Machines of a deployment are made from, with the templates it refers to.
struct DeploymentTemplate: Sendable {
  let rollout: RolloutTemplate
  let infrastructure: Object
  /// Nil where a Secret that a person made is the bootstrap data.
  let bootstrap: Object?

  /// The objects, and the names of their copies.
  private var copies: [(template: Object, content: TemplateContent)] {
    [infrastructure, bootstrap].compactMap(\.self).map { ($0, TemplateContent($0)) }
  }

  /// The template of a set that is made now: its references lead to copies.
  func frozen(_ template: MachineTemplate) -> MachineTemplate {
    var template = template
    for (object, content) in copies {
      let name = FrozenTemplate.name(of: object.name, holding: content)
      if let reference = template.infrastructureRef, reference.leads(to: object) {
        template.spec["infrastructureRef"] =
          ContractReference(reference.groupKind, name: name).value
      }
      if let reference = template.bootstrapRef, reference.leads(to: object) {
        template.spec["bootstrap"] = [
          "configRef": ContractReference(reference.groupKind, name: name).value
        ]
      }
    }
    return template
  }

  /// Makes the copies that a set made from this refers to, where they are missing, and makes the set one
  /// of their owners.
  func keepCopies(of set: MachineSet, _ site: Site) async throws(StatusError) {
    let references = [set.template.infrastructureRef, set.template.bootstrapRef]
    for (object, content) in copies {
      var copy = FrozenTemplate.copy(of: object, holding: content)
      guard references.contains(where: { $0?.leads(to: copy) == true }),
        let address = await site.address(of: copy)
      else { continue }
      copy.metadata.labels[Labels.clusterName] = set.clusterName
      copy.metadata.addOwner(set.object, isController: false)
      let reference = ContractReference(
        copy.groupVersionKind?.groupKind ?? GroupKind(group: "", kind: copy.kind), name: copy.name)
      let seen = try await site.external(reference, in: set.namespace)
      guard let kept = seen else {
        _ = try await site.ensure(copy, in: address.resource)
        continue
      }
      var mended = kept
      mended.metadata.addOwner(set.object, isController: false)
      // As of a set that had lost its deployment.
      mended.metadata.ownerReferences.removeAll { $0.groupKind == Kind.cluster.groupKind }
      try await site.save(mended, over: kept, at: address)
    }
  }

  /// What the Machines of a set are made from. A copy that is not there counts by its name, which tells
  /// its content.
  func template(of set: MachineSet, _ site: Site) async throws(StatusError) -> RolloutTemplate {
    let template = set.template
    let infrastructure = try await content(of: template.infrastructureRef, set, site)
    let tokens = Self.tokens(of: set)
    var made = RolloutTemplate(
      version: template.version, bootstrap: .dataSecret(template.dataSecretName ?? ""),
      infrastructureKind: template.infrastructureRef?.kind ?? "",
      infrastructure: infrastructure, variables: BoundVariables(tokens: tokens))
    made.failureDomain = template.failureDomain
    if let reference = template.bootstrapRef {
      made.bootstrap = .template(
        kind: reference.kind, name: reference.name,
        content: try await content(of: reference, set, site))
    }
    return made
  }

  private func content(
    of reference: ContractReference?, _ set: MachineSet, _ site: Site
  ) async throws(StatusError) -> TemplateContent {
    if let reference {
      if let found = try await site.external(reference, in: set.namespace) {
        return TemplateContent(found)
      }
      for (object, content) in copies
      where reference.leads(to: FrozenTemplate.copy(of: object, holding: content)) {
        return content
      }
    }
    return TemplateContent(Object(["spec": ["template": "missing"]]))
  }

  static func tokens(of set: MachineSet) -> [String: String] {
    let text = set.metadata.annotations[Annotations.frozenVariables] ?? "{}"
    var tokens: [String: String] = [:]
    for entry in (try? JSON.parse(Array(text.utf8)))?.map ?? [:] {
      tokens[entry.key] = entry.value.string
    }
    return tokens
  }
}

extension ContractReference {
  fileprivate func leads(to object: Object) -> Bool {
    kind == object.kind && name == object.name
      && group == object.groupVersionKind?.group
  }
}

extension BoundVariables {
  /// As an annotation has it; nil where there are none.
  var text: String? {
    guard !tokens.isEmpty else { return nil }
    let sorted = tokens.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) }
    return JSON.text(.map(Map(sorted)))
  }
}
