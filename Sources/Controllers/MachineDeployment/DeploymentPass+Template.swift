// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Template

extension DeploymentPass {
  /// Nil while a template is missing, which becomes an obstacle.
  mutating func template() async throws -> DeploymentTemplate? {
    let template = deployment.template
    let found = try await site.referred(template.infrastructureRef, in: deployment.namespace)
    let bootstrap = try await site.referred(template.bootstrapRef, in: deployment.namespace)
    for referred in [found, bootstrap] {
      if case .missing(let reference) = referred {
        obstacles.append("\(reference) does not exist")
      }
    }
    guard obstacles.isEmpty, let infrastructure = found.object else { return nil }
    var rollout = RolloutTemplate(
      version: template.version, bootstrap: .dataSecret(template.dataSecretName ?? ""),
      infrastructureKind: infrastructure.kind, infrastructure: TemplateContent(infrastructure))
    rollout.failureDomain = template.failureDomain
    if let object = bootstrap.object {
      rollout.bootstrap = .template(
        kind: object.kind, name: object.name, content: TemplateContent(object))
    }
    let objects = [infrastructure, bootstrap.object].compactMap(\.self)
    rollout.variables = try await variables(in: objects)
    return DeploymentTemplate(
      rollout: rollout, infrastructure: infrastructure, bootstrap: bootstrap.object)
  }

  /// What the `$<…>` of the templates stand for now.
  private func variables(in objects: [Object]) async throws -> BoundVariables {
    var references: Set<Reference> = []
    for object in objects {
      references.formUnion(
        try Expression(parsing: object.spec["template"] ?? [:], at: ["spec", "template"]).references
      )
    }
    guard !references.isEmpty else { return BoundVariables() }
    let counts =
      cluster.metadata.annotations[Annotations.rollOnSecretChange] == "true"
      || deployment.metadata.annotations[Annotations.rollOnSecretChange] == "true"
    let version = deployment.template.version ?? ""
    let variables = await site.variables(of: cluster, and: ["KUBERNETES_VERSION": version])
    let key = counts ? try await site.fingerprintKey() : []
    var found: [String: BoundVariables.Source] = [:]
    for reference in references {
      found["\(reference)"] = variables.source(of: reference, key: key)
    }
    return BoundVariables(found, countingSecrets: counts)
  }
}
