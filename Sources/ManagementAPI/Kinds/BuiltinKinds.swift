// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension Catalog {
  /// What every API serves, whatever its custom resources are: the kinds of Kubernetes that clusters
  /// and those who look after them need. What no controller here acts on is kept as it comes.
  package static let core = Catalog(
    BuiltinKinds.basics + BuiltinKinds.workloads + BuiltinKinds.storage + BuiltinKinds.access
      + BuiltinKinds.reviews)
}

/// The kinds of Kubernetes itself.
enum BuiltinKinds {
  /// One kind, in one version that is called like the group's only one: `v1`.
  static func kind(
    _ kind: String, _ plural: String, in group: String = "", short: [String] = [],
    columns: [PrinterColumn] = [], _ adjust: (inout ServedKind) -> Void = { _ in }
  ) -> ServedKind {
    var version = ServedVersion("v1")
    if !columns.isEmpty { version.columns = [.name] + columns }
    var served = ServedKind(
      group: group, kind: kind, plural: plural, versions: [version], storageVersion: "v1")
    served.shortNames = short
    served.allowsUnconditionalUpdate = true
    served.hasGeneration = false
    adjust(&served)
    return served
  }

  /// A name that stands in a path as it is: that of a role, which may hold colons.
  @Sendable static func segmentFault(_ name: String) -> String? {
    if name == "." || name == ".." { return "may not be '\(name)'" }
    for forbidden in ["/", "%"] where name.contains(forbidden) {
      return "may not contain '\(forbidden)'"
    }
    return nil
  }
}

extension ServedKind {
  /// Everything but spec and metadata is written through a door of its own.
  mutating func keepsStatus() {
    for place in versions.indices { versions[place].hasStatus = true }
  }

  /// Has the fields that the table of types says, and no others.
  mutating func hasKnownFields() { type = TypeSchemas.type(of: self) }

  /// Objects belong to no namespace.
  mutating func isClusterWide() { isNamespaced = false }

  mutating func selects(by fields: String...) {
    for place in versions.indices { versions[place].selectableFields = fields }
  }

  /// The version before, which clients still ask for, and which says the same.
  mutating func hasOlderVersion(deprecated: String, gone: String) {
    versions.append(versions[0])
    versions[1].name = "v1beta1"
    versions[1].deprecationWarning =
      "\(group)/v1beta1 \(kind) is deprecated in \(deprecated), unavailable in \(gone); "
      + "use \(group)/v1 \(kind)"
  }

  /// The number of copies has a door of its own.
  mutating func scales(byLabels: Bool = false) {
    var paths = ScalePaths(
      specReplicas: ".spec.replicas", statusReplicas: ".status.replicas",
      labelSelector: ".spec.selector")
    paths.selectsByLabels = byLabels
    for place in versions.indices { versions[place].scale = paths }
  }

  mutating func has(_ door: Door) {
    for place in versions.indices { versions[place].doors.append(door) }
  }
}
