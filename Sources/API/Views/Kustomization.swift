// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest

/// A folder of a source, built and applied.
package struct Kustomization: View {
  package static let kind = Kind.kustomization
  package var object: Object

  package init(_ object: Object) { self.object = object }

  package enum DeletionPolicy: String, Sendable {
    case mirrorPrune = "MirrorPrune"
    case delete = "Delete"
    case waitForTermination = "WaitForTermination"
    case orphan = "Orphan"
  }

  /// An object of the same kind, or of another that is named.
  package struct Reference: Sendable, Hashable {
    package var apiVersion: String?
    package var kind: String
    package var name: String
    package var namespace: String?
  }

  package var interval: Duration { self[duration: "spec.interval"] ?? .seconds(600) }
  package var retryInterval: Duration { self[duration: "spec.retryInterval"] ?? interval }

  /// How long health may take.
  package var timeout: Duration {
    self[duration: "spec.timeout"] ?? max(interval - .seconds(30), .seconds(30))
  }

  /// The folder, without the `./` that people begin it with.
  package var path: String {
    let parts = (self[text: "spec.path"] ?? "").split(separator: "/")
    return parts.filter { $0 != "." }.joined(separator: "/")
  }

  package var sourceKind: String { self[text: "spec.sourceRef.kind"] ?? "" }
  package var sourceName: String { self[text: "spec.sourceRef.name"] ?? "" }
  package var sourceNamespace: String? { self[text: "spec.sourceRef.namespace"] ?? namespace }
  package var prunes: Bool { self[flag: "spec.prune"] ?? false }
  package var forces: Bool { self[flag: "spec.force"] ?? false }
  package var waits: Bool { self[flag: "spec.wait"] ?? false }
  package var deletionPolicy: DeletionPolicy {
    self[text: "spec.deletionPolicy"].flatMap(DeletionPolicy.init) ?? .mirrorPrune
  }

  package var dependencies: [Reference] {
    references("spec.dependsOn").map { dependency in
      var dependency = dependency
      dependency.kind = Self.kind.kind
      dependency.namespace = dependency.namespace ?? namespace
      return dependency
    }
  }

  package var healthChecks: [Reference] { references("spec.healthChecks") }

  private func references(_ path: String) -> [Reference] {
    (self[path]?.list ?? []).map { item in
      Reference(
        apiVersion: item["apiVersion"]?.string, kind: item["kind"]?.string ?? "",
        name: item["name"]?.string ?? "", namespace: item["namespace"]?.string)
    }
  }

  /// Each object that was applied, as `(id, version)`.
  package var inventory: [(id: String, version: String)] {
    get {
      (self["status.inventory.entries"]?.list ?? []).compactMap { entry in
        guard let id = entry["id"]?.string else { return nil }
        return (id, entry["v"]?.string ?? "")
      }
    }
    set {
      self["status.inventory"] = [
        "entries": .list(newValue.map { ["id": .string($0.id), "v": .string($0.version)] })
      ]
    }
  }

  package var appliedRevision: String? {
    get { self[text: "status.lastAppliedRevision"] }
    set { self[text: "status.lastAppliedRevision"] = newValue }
  }

  package var attemptedRevision: String? {
    get { self[text: "status.lastAttemptedRevision"] }
    set { self[text: "status.lastAttemptedRevision"] = newValue }
  }
}
