// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Extensions of clusters, AKS and Arc alike: Flux is one.
enum ClusterExtensions {
  static let type = {
    var type = ResourceType("Microsoft.KubernetesConfiguration/extensions", "2025-03-01")
    type.isTracked = false
    type.isExtension = true
    type.readOnly = ["currentVersion", "statuses", "errorInfo", "isSystemExtension"]
    type.fixed = ["extensionType"]
    type.complete = { (draft) throws(ARMError) in
      try Clusters.check(draft)
      guard draft.body.text("properties.extensionType") != nil else {
        throw ARMError(400, "BadRequest", "The extension type is missing.", target: "extensionType")
      }
      Identity.complete(&draft)
      draft.body.fill("properties.autoUpgradeMinorVersion", true)
      draft.body.fill("properties.releaseTrain", "Stable")
      draft.body.fill("properties.scope", ["cluster": ["releaseNamespace": "flux-system"]])
      draft.body.set("properties.currentVersion", draft.body.at("properties.version") ?? "1.16.10")
      draft.body.set("properties.statuses", [])
      draft.body.set("properties.isSystemExtension", false)
    }
    type.render = { value, _, _ in hide(&value) }
    return type
  }()

  /// Keys of protected settings are told, their values are not.
  static func hide(_ value: inout Value) {
    guard let settings = value.at("properties.configurationProtectedSettings")?.map else { return }
    value.set(
      "properties.configurationProtectedSettings",
      .map(Map(settings.map { ($0.key, Value.string("")) })))
  }
}

enum Clusters {
  static let types = [
    "microsoft.containerservice/managedclusters", "microsoft.kubernetes/connectedclusters",
    "microsoft.hybridcontainerservice/provisionedclusters",
    "microsoft.resourceconnector/appliances",
  ]

  /// Extensions and configurations are of clusters.
  static func check(_ draft: Draft) throws(ARMError) {
    let scope = ResourceID(draft.id.scope)
    guard let scope, types.contains(scope.typeKey) else {
      throw ARMError(
        400, "BadRequest", "'\(draft.id.scope)' is no cluster that could have '\(draft.id.name)'.")
    }
  }
}

/// Clusters that Arc knows. Their agents make them; clients adopt them.
enum ConnectedClusters {
  static let type = {
    var type = ResourceType("Microsoft.Kubernetes/connectedClusters", "2026-05-01")
    type.readOnly = [
      "kubernetesVersion", "totalNodeCount", "agentVersion", "connectivityStatus",
      "lastConnectivityTime",
    ]
    type.complete = { (draft) throws(ARMError) in
      guard draft.body.text("properties.agentPublicKeyCertificate") != nil else {
        throw ARMError(
          400, "BadRequest", "The public key of the agent is missing.",
          target: "agentPublicKeyCertificate")
      }
      Identity.complete(&draft)
      draft.body.fill("properties.connectivityStatus", "Connected")
      draft.body.fill("properties.agentVersion", "1.31.3")
      draft.body.fill("properties.kubernetesVersion", "1.34.1")
      draft.body.fill("properties.totalNodeCount", 1)
    }
    return type
  }()
}
