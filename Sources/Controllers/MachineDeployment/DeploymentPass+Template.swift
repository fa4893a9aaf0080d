// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Site

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
    rollout.variables = try await site.boundVariables(
      in: objects.map { $0.spec["template"] ?? [:] }, of: cluster,
      and: ["KUBERNETES_VERSION": template.version ?? ""], for: deployment.object)
    return DeploymentTemplate(
      rollout: rollout, infrastructure: infrastructure, bootstrap: bootstrap.object)
  }
}
