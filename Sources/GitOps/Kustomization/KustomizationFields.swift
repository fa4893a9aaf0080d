// SPDX-License-Identifier: Apache-2.0

import API
import Manifest

extension Kustomization {
  /// What of Flux's fields is refused, since leaving it out would do something else than was meant.
  var unsupportedField: String? {
    if sourceKind != GitRepository.kind.kind {
      return "spec.sourceRef.kind: \(sourceKind) is no source here; use a GitRepository"
    }
    if self["spec.healthCheckExprs"]?.list?.isEmpty == false {
      return "spec.healthCheckExprs: expressions in CEL are not evaluated"
    }
    let dependencies = self["spec.dependsOn"]?.list ?? []
    if dependencies.contains(where: { $0["readyExpr"]?.string?.isEmpty == false }) {
      return "spec.dependsOn.readyExpr: expressions in CEL are not evaluated"
    }
    if self["spec.ignore"]?.list?.isEmpty == false {
      return "spec.ignore: leave the fields out of git; what others own is left alone"
    }
    if self["spec.kubeConfig.configMapRef"] != nil {
      return "spec.kubeConfig.configMapRef: use a kubeconfig in a Secret"
    }
    if self[text: "spec.serviceAccountName"] != nil, kubeconfigName == nil {
      return "spec.serviceAccountName: it is for remote clusters only, with spec.kubeConfig"
    }
    if self[text: "spec.decryption.serviceAccountName"] != nil {
      return "spec.decryption.serviceAccountName: only age keys in a Secret are known"
    }
    return nil
  }

  var kubeconfigName: String? { self[text: "spec.kubeConfig.secretRef.name"] }
  var decryptionSecretName: String? { self[text: "spec.decryption.secretRef.name"] }
  var hasDecryption: Bool { self["spec.decryption"] != nil }
  var checksHealth: Bool { waits || !healthChecks.isEmpty }

  /// The Secrets and ConfigMaps that variables come from, in their order.
  var variableSources: [(kind: String, name: String, isOptional: Bool)] {
    (self["spec.postBuild.substituteFrom"]?.list ?? []).compactMap { item in
      guard let kind = item["kind"]?.string, let name = item["name"]?.string else { return nil }
      return (kind, name, item["optional"]?.bool ?? false)
    }
  }

  /// Whether it reads an object of its namespace.
  func reads(_ kind: String, _ name: String) -> Bool {
    if variableSources.contains(where: { $0.kind == kind && $0.name == name }) { return true }
    return kind == "Secret" && [kubeconfigName, decryptionSecretName].contains(name)
  }
}
