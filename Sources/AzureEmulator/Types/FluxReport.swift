// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What a configuration's cluster says of what it follows.
struct FluxReport {
  private let configuration: Resource
  private let world: World

  init(_ configuration: Resource, in world: World) {
    self.configuration = configuration
    self.world = world
  }

  private var name: String { configuration.id.name }
  private var body: Value { configuration.body }

  /// What the settings say of the repository.
  private var repository: Value? {
    body.text("properties.gitRepository.url").flatMap { world.settings.repository($0) }
  }

  func write(into value: inout Value) {
    value.set("properties.statusUpdatedAt", .string(world.time(world.now)))
    guard configuration.state == "Succeeded" else {
      value.set("properties.complianceState", "Pending")
      value.set("properties.statuses", [])
      return
    }
    let statuses = [source] + kustomizations + (repository?.items("objects") ?? [])
    value.set("properties.statuses", .list(statuses))
    value.set("properties.complianceState", .string(state(statuses)))
    guard repository?.text("error") == nil, let commit else { return }
    value.set("properties.sourceSyncedCommitId", .string(commit))
    value.set("properties.sourceUpdatedAt", .string(world.time(world.now)))
  }

  private func state(_ statuses: [Value]) -> String {
    if body.at("properties.suspend")?.bool == true { return "Suspended" }
    return statuses.allSatisfy { $0["complianceState"] == "Compliant" }
      ? "Compliant" : "Non-Compliant"
  }

  private var commit: String? {
    guard body.at("properties.gitRepository") != nil else { return nil }
    let branch = body.text("properties.gitRepository.repositoryRef.branch") ?? "main"
    let digits = stableUUID("commit \(configuration.id.key)").filter { $0 != "-" }
    return "\(branch)@sha1:\(repository?.text("commit") ?? digits + digits.prefix(8))"
  }

  private var source: Value {
    let kind = body.text("properties.sourceKind") ?? "GitRepository"
    if let error = repository?.text("error") {
      return status(of: kind, name, "GitOperationFailed", error)
    }
    return status(of: kind, name, nil, "stored artifact for revision '\(commit ?? "")'")
  }

  private var kustomizations: [Value] {
    (body.at("properties.kustomizations")?.map ?? [:]).map { entry in
      let path = entry.value.text("path") ?? ""
      let own = "\(name)-\(entry.key)"
      guard repository?.text("error") == nil else {
        return status(
          of: "Kustomization", own, "ArtifactFailed", "Source artifact not found, retrying in 1m0s")
      }
      let there = repository?.at("paths")?.list?.compactMap(\.string)
      guard there?.contains(path) ?? true else {
        return status(
          of: "Kustomization", own, "ArtifactFailed", "kustomization path not found: \(path)")
      }
      return status(of: "Kustomization", own, nil, "Applied revision: \(commit ?? "")")
    }
  }

  /// `trouble` is why it is not well; nil where it is.
  private func status(
    of kind: String, _ name: String, _ trouble: String?, _ message: String
  ) -> Value {
    [
      "name": .string(name), "kind": .string(kind),
      "namespace": .string(body.text("properties.namespace") ?? "default"),
      "complianceState": trouble == nil ? "Compliant" : "Non-Compliant",
      "statusConditions": [
        [
          "type": "Ready", "status": trouble == nil ? "True" : "False",
          "reason": .string(trouble ?? "ReconciliationSucceeded"), "message": .string(message),
          "lastTransitionTime": .string(world.time(.zero)),
        ]
      ],
    ]
  }
}
