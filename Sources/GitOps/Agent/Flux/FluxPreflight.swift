// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Whether a version of Flux serves what a platform asks of it. Pure.
struct FluxPreflight {
  /// By group and kind.
  private let served: [GroupKind: [String]]
  private let version: String

  private static let groups = ".toolkit.fluxcd.io"

  init(_ manifest: FluxManifest) throws {
    version = manifest.version
    var served: [GroupKind: [String]] = [:]
    for document in Source("the manifest of Flux", text: manifest.text).documents() {
      let value = try document.get().value
      guard value["kind"] == "CustomResourceDefinition", let group = value["spec", "group"]?.string,
        let kind = value["spec", "names", "kind"]?.string
      else { continue }
      served[GroupKind(group: group, kind: kind)] = (value["spec", "versions"]?.list ?? [])
        .filter { $0["served"]?.bool == true }.compactMap { $0["name"]?.string }
    }
    self.served = served
  }

  /// What would be refused in the cluster is told before anything is committed.
  func check(_ objects: [Object]) throws(GitOpsError) {
    for object in objects {
      // What it is committed with itself is not the platform's.
      let isOwn = object.namespace == FluxFiles.name && object.name == FluxFiles.name
      guard !isOwn, let kind = object.groupVersionKind, kind.group.hasSuffix(Self.groups)
      else { continue }
      let versions = served[kind.groupKind] ?? []
      if versions.contains(kind.version) { continue }
      let cause = versions.isEmpty ? "not that kind at all" : versions.joined(separator: ", ")
      throw GitOpsError(
        "bring Flux \(version)",
        "the platform has \(object) in \(kind.apiVersion), and it serves \(cause)",
        reason: FluxReasons.unsupported,
        hint: versions.isEmpty
          ? "add the controller to spec.flux.components, or leave the object out"
          : "change its apiVersion, or bring a version of Flux that serves it")
    }
  }
}
