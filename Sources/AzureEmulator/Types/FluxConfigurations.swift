// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What Flux in a cluster follows.
enum FluxConfigurations {
  static let type = {
    var type = ResourceType("Microsoft.KubernetesConfiguration/fluxConfigurations", "2025-04-01")
    type.isTracked = false
    type.isExtension = true
    type.readOnly = [
      "statuses", "sourceSyncedCommitId", "sourceUpdatedAt", "statusUpdatedAt", "complianceState",
      "repositoryPublicKey", "errorMessage",
    ]
    type.writeOnly = ["configurationProtectedSettings"]
    type.fixed = ["scope", "namespace"]
    type.complete = { (draft) throws(ARMError) in try complete(&draft) }
    type.render = { value, configuration, world in
      FluxReport(configuration, in: world).write(into: &value)
    }
    return type
  }()

  private static func complete(_ draft: inout Draft) throws(ARMError) {
    try Clusters.check(draft)
    draft.body.fill("properties.scope", "cluster")
    draft.body.fill("properties.namespace", "default")
    draft.body.fill("properties.suspend", false)
    let kind = draft.body.text("properties.sourceKind") ?? ""
    let sources = [
      "GitRepository": "gitRepository", "Bucket": "bucket", "AzureBlob": "azureBlob",
      "OCIRepository": "ociRepository",
    ]
    guard let source = sources[kind], draft.body.at("properties.\(source)") != nil else {
      throw ARMError(
        400, "BadRequest", "The source of kind '\(kind)' is missing.", target: "sourceKind")
    }
    draft.body.fill("properties.\(source).timeoutInSeconds", 600)
    draft.body.fill("properties.\(source).syncIntervalInSeconds", 600)
    try completeKustomizations(&draft)
  }

  private static func completeKustomizations(_ draft: inout Draft) throws(ARMError) {
    var all = draft.body.at("properties.kustomizations")?.map ?? [:]
    for name in all.keys where all[name]?.isNull == true { all[name] = nil }
    for name in all.keys {
      guard draft.id.name.count + name.count <= 62 else {
        throw ARMError(
          400, "BadRequest",
          "The names of the configuration and of kustomization '\(name)' are too long together.")
      }
      var one = all[name] ?? [:]
      one.set("name", .string(name))
      for (field, value) in usual { one.fill(field, value) }
      for other in one.items("dependsOn").compactMap(\.string) where !all.contains(other) {
        throw ARMError(
          400, "BadRequest", "Kustomization '\(name)' depends on '\(other)', which there is not.")
      }
      all[name] = one
    }
    draft.body.set("properties.kustomizations", .map(all))
  }

  private static let usual: [(String, Value)] = [
    ("path", ""), ("dependsOn", []), ("timeoutInSeconds", 600), ("syncIntervalInSeconds", 600),
    ("prune", false), ("force", false), ("wait", true),
  ]
}
