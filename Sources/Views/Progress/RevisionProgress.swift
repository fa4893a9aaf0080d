// SPDX-License-Identifier: Apache-2.0

import API
package import Kube
import Manifest

/// Whether a commit has come to be what runs: applied, and every Cluster among it as it should be. Pure.
package enum RevisionProgress: Sendable, Hashable {
  case done(String)
  case waiting(String)
  /// It will not come to be so by itself.
  case failed(String)

  package init(
    of commit: String, in object: Object, clusters: [Object] = []
  ) {
    let kustomization = Kustomization(object)
    let applied = kustomization.appliedRevision ?? ""
    guard Self.isOf(applied, commit) else {
      self = Self.unapplied(commit, kustomization, applied)
      return
    }
    if let ready = kustomization.condition(ConditionTypes.ready), ready.status == .no {
      self = .failed("\(applied) was applied, and then: \(ready.message.flat)")
      return
    }
    let late = clusters.compactMap(Self.obstacle)
    self =
      late.first.map { .waiting("\(applied) is applied; \($0)") }
      ?? .done("\(applied) is applied\(Self.count(clusters))")
  }

  private static func count(_ clusters: [Object]) -> String {
    switch clusters.count {
    case 0: ""
    case 1: ", and its Cluster is available and up to date"
    default: ", and its \(clusters.count) Clusters are available and up to date"
    }
  }

  /// `main@sha1:abc…` is of the commit `abc`.
  static func isOf(_ revision: String, _ commit: String) -> Bool {
    guard commit.count >= 4 else { return false }
    let hash = revision.split(whereSeparator: { $0 == ":" || $0 == "/" || $0 == "@" }).last ?? ""
    return hash.lowercased().hasPrefix(commit.lowercased()) || revision == commit
  }

  /// Reasons that say nothing of the commit: what it waits for comes by itself.
  private static let passing: Set<String> = [
    "ArtifactFailed", "DependencyNotReady", "SourceNotReady", "Progressing",
  ]

  private static func unapplied(
    _ commit: String, _ kustomization: Kustomization, _ applied: String
  ) -> RevisionProgress {
    if kustomization["spec.suspend"]?.bool == true {
      return .failed("it is suspended: capctl resume kustomization \(kustomization.name)")
    }
    let attempted = kustomization.attemptedRevision ?? ""
    if let ready = kustomization.condition(ConditionTypes.ready), ready.status == .no,
      isOf(attempted, commit), !passing.contains(ready.reason)
    {
      return .failed(Self.refusal(of: attempted, ready.message))
    }
    let now = applied.isEmpty ? "nothing is applied yet" : "\(applied) is what is applied"
    return .waiting("\(commit) is not there yet: \(now)")
  }

  /// All that is wrong with a revision, each on a line of its own.
  private static func refusal(of revision: String, _ message: String) -> String {
    let own = "cannot apply \(revision):"
    let causes = message.hasPrefix(own) ? message.dropFirst(own.count) : message[...]
    let lines = causes.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }
    guard lines.count > 1 else { return "\(own) \(lines.first ?? "")" }
    return ([own[...]] + lines.map { "  \($0)" }).joined(separator: "\n")
  }

  /// What a Cluster still lacks; paused ones are left alone by all.
  private static func obstacle(_ cluster: Object) -> String? {
    if cluster.spec["paused"]?.bool == true { return nil }
    for type in [
      ConditionTypes.rollingOut, ConditionTypes.scalingUp, ConditionTypes.scalingDown,
    ] where cluster.isTrue(type) {
      return "\(cluster) is \(type): \(cluster.condition(type)?.message.flat ?? "")"
    }
    guard let condition = cluster.condition(ConditionTypes.available) else {
      return "\(cluster) says nothing of itself yet"
    }
    return condition.status == .yes ? nil : "\(cluster): \(condition.message.flat)"
  }
}
