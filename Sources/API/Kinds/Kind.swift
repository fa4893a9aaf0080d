// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest
import Synchronization

/// One of our kinds: what it is called, its versions and their schemas. Made once, shared by all.
package final class Kind: Sendable {
  package let group: String
  package let kind: String
  package let plural: String
  package let shortNames: [String]
  /// The version that objects are kept in, then the older ones, newest first.
  package let versions: [String]
  private let text: String
  private let steps: [String: Step]
  private let read = Mutex<Result<[String: KindVersion], NotationError>?>(nil)

  /// `text` says the schemas, each version after the first as its difference from the one before;
  /// `steps` lead from a version to the next newer one.
  init(
    _ kind: String, _ plural: String, in group: Group, short: [String] = [], _ text: String,
    steps: [String: Step] = [:]
  ) {
    self.kind = kind
    self.plural = plural
    self.group = group.name
    versions = group.versions
    shortNames = short
    self.text = text
    self.steps = steps
  }

  package var groupKind: GroupKind { GroupKind(group: group, kind: kind) }
  package var storedVersion: String { versions[0] }

  package func resource(_ version: String? = nil) -> Resource {
    Resource(group: group, version: version ?? storedVersion, plural: plural)
  }

  package func at(_ version: String? = nil) -> GroupVersionKind {
    groupKind.at(version: version ?? storedVersion)
  }

  /// What leads from a version to the next newer one, beside the fields that keep their places.
  func step(from version: String) -> Step { steps[version] ?? Step([]) }

  func version(_ name: String) throws(NotationError) -> KindVersion {
    let all = try read.withLock { read in
      let all = read ?? KindVersion.read(text, kind: kind, versions: versions)
      read = all
      return all
    }.get()
    guard let version = all[name] else { throw NotationError(kind, "it has no version \(name)") }
    return version
  }

  /// A group, and the versions that its kinds are served in.
  struct Group {
    var name: String
    var versions: [String]
  }
}

extension Kind.Group {
  private static let clusterVersions = ["v1beta2", "v1beta1", "v1alpha4", "v1alpha3"]

  static let cluster = Self(name: "cluster.x-k8s.io", versions: clusterVersions)
  static let bootstrap = Self(name: "bootstrap.cluster.x-k8s.io", versions: clusterVersions)
  static let controlPlane = Self(name: "controlplane.cluster.x-k8s.io", versions: clusterVersions)
  static let addons = Self(name: "addons.cluster.x-k8s.io", versions: ["v1beta2", "v1beta1"])
  static let infrastructure = Self(
    name: "infrastructure.cluster.x-k8s.io", versions: ["v1beta2", "v1beta1"])
  static let azure = Self(
    name: "infrastructure.cluster.x-k8s.io", versions: ["v1beta1", "v1alpha4", "v1alpha3"])
  static let azureResource = Self(name: azure.name, versions: ["v1beta1"])
  static let source = Self(name: "source.toolkit.fluxcd.io", versions: ["v1"])
  static let kustomize = Self(name: "kustomize.toolkit.fluxcd.io", versions: ["v1"])
  static let gitOps = Self(name: "gitops.capctl.dev", versions: ["v1alpha1"])
}
