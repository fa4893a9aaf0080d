// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// One kind that the API serves: what it is called, and in which versions it may be written.
package struct ServedKind: Sendable {
  package var group: String
  package var kind: String
  package var plural: String
  package var singular: String
  package var shortNames: [String] = []
  package var categories: [String] = []
  package var isNamespaced = true
  /// The versions, the one a client should prefer first.
  package var versions: [ServedVersion]
  /// The version that objects are kept in.
  package var storageVersion: String
  /// From one version to another; not asked where they are the same. Nil changes `apiVersion` alone.
  package var convert: (@Sendable (Value, _ version: String) throws(StatusError) -> Value)?
  /// An update may come without `metadata.resourceVersion`, and means whatever is there.
  package var allowsUnconditionalUpdate = false

  package init(
    group: String, kind: String, plural: String, versions: [ServedVersion], storageVersion: String
  ) {
    self.group = group
    self.kind = kind
    self.plural = plural
    singular = kind.lowercased()
    self.versions = versions
    self.storageVersion = storageVersion
  }

  package var listKind: String { "\(kind)List" }
  package var groupKind: GroupKind { GroupKind(group: group, kind: kind) }

  /// The collection's name whatever the version, which is also what the store calls it.
  package var qualified: String { group.isEmpty ? plural : "\(plural).\(group)" }

  package func resource(_ version: String) -> Resource {
    Resource(group: group, version: version, plural: plural)
  }

  package func version(_ name: String) -> ServedVersion? {
    versions.first { $0.name == name && $0.isServed }
  }
}

/// One version of a kind.
package struct ServedVersion: Sendable {
  package var name: String
  package var isServed = true
  /// What a client is told that still uses this version.
  package var deprecationWarning: String?
  /// Nil keeps whatever is sent.
  package var schema: Schema?
  package var hasStatus = false
  package var scale: ScalePaths?
  package var columns: [PrinterColumn] = []
  /// Field paths that field selectors may use, beside `metadata.name` and `metadata.namespace`.
  package var selectableFields: [String] = []

  package init(_ name: String) { self.name = name }
}

/// Where the `scale` subresource finds its numbers.
package struct ScalePaths: Sendable, Hashable {
  package var specReplicas: String
  package var statusReplicas: String
  package var labelSelector: String?

  package init(specReplicas: String, statusReplicas: String, labelSelector: String?) {
    self.specReplicas = specReplicas
    self.statusReplicas = statusReplicas
    self.labelSelector = labelSelector
  }
}

/// One column of a table of objects.
package struct PrinterColumn: Sendable, Hashable {
  package var name: String
  package var type: String
  package var format = ""
  package var description = ""
  /// 0 is always shown, more only where a client asks for wide output.
  package var priority: Int64 = 0
  package var path: String

  package init(_ name: String, _ type: String, path: String) {
    self.name = name
    self.type = type
    self.path = path
  }
}
