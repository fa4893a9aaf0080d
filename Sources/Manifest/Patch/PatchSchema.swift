// SPDX-License-Identifier: Apache-2.0

/// How a strategic merge patch treats the fields of one type. A field without an entry, and every
/// field of a type without a schema, is treated plainly: maps are merged and lists replaced.
package struct PatchSchema: Sendable {
  package enum Field: Sendable {
    /// A map of this type.
    case map(String)
    /// A map that a patch replaces as a whole.
    case replaced
    /// A list of scalars in which each occurs once.
    case union
    /// A list of maps told apart by these keys, the first of which counts most.
    case keyed([String], String = "")
  }

  private let fields: [String: Field]

  /// The schema of what Kubernetes has no schema for: custom resources.
  package static let none = PatchSchema(fields: [:])

  /// The schema of every object's metadata.
  package static let objectMeta = PatchSchema.within(.map("ObjectMeta"))

  private init(fields: [String: Field]) { self.fields = fields }

  /// The schema of a kind that Kubernetes itself has; nil for any other, which takes no strategic
  /// merge patch from its API.
  package init?(apiVersion: String, kind: String) {
    let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, Self.groups.contains(parts.count == 2 ? parts[0] : "") else {
      return nil
    }
    var fields = Self.types[kind] ?? [:]
    fields["metadata"] = .map("ObjectMeta")
    self.init(fields: fields)
  }

  package func field(_ key: String) -> Field? { fields[key] }

  /// The schema of what is within a field.
  package static func within(_ field: Field?) -> PatchSchema {
    switch field {
    case .map(let type), .keyed(_, let type): PatchSchema(fields: types[type] ?? [:])
    default: none
    }
  }

  private static let groups: Set<Substring> = [
    "", "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "apps",
    "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch",
    "certificates.k8s.io", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io",
    "extensions", "flowcontrol.apiserver.k8s.io", "networking.k8s.io", "node.k8s.io", "policy",
    "rbac.authorization.k8s.io", "scheduling.k8s.io", "storage.k8s.io",
  ]
}
