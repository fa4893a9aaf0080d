// SPDX-License-Identifier: Apache-2.0

extension Catalog {
  /// What every API serves, whatever its custom resources are.
  package static let core = Catalog([
    builtin("Namespace", "namespaces", short: ["ns"]) {
      $0.isNamespaced = false
      $0.versions[0].hasStatus = true
    },
    builtin("Secret", "secrets"),
    builtin("ConfigMap", "configmaps", short: ["cm"]),
    builtin("Event", "events", short: ["ev"]),
    builtin("ServiceAccount", "serviceaccounts", short: ["sa"]),
    builtin("Lease", "leases", group: "coordination.k8s.io"),
  ])

  private static func builtin(
    _ kind: String, _ plural: String, group: String = "", short: [String] = [],
    _ adjust: (inout ServedKind) -> Void = { _ in }
  ) -> ServedKind {
    var served = ServedKind(
      group: group, kind: kind, plural: plural, versions: [ServedVersion("v1")],
      storageVersion: "v1")
    served.shortNames = short
    served.allowsUnconditionalUpdate = true
    adjust(&served)
    return served
  }
}
