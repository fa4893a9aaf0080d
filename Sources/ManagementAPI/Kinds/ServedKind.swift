// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// One kind that the API serves: what it is called, and in which versions it may be written.
package struct ServedKind: Sendable {
  package var group: String
  package var kind: String
  package var plural: String
  package var singular: String
  package var listKind: String
  package var shortNames: [String] = []
  package var categories: [String] = []
  package var isNamespaced = true
  /// The versions, the one a client should prefer first.
  package var versions: [ServedVersion]
  /// The version that objects are kept in.
  package var storageVersion: String
  /// From one version to another; not asked where they are the same. Nil changes `apiVersion` alone.
  package var convert: (@Sendable (Value, _ version: String) throws(StatusError) -> Value)?
  /// The group that objects are kept in, where another one serves the same objects.
  package var storageGroup: String?
  /// An update may come without `metadata.resourceVersion`, and means whatever is there.
  package var allowsUnconditionalUpdate = false
  /// `metadata.generation` counts the changes of what is asked for.
  package var hasGeneration = true
  /// The type of Kubernetes' own whose fields are all that an object has; nil for what has a schema, and
  /// for what grows fields from one Kubernetes to the next: that is kept as it comes.
  package var type: String?
  /// A question in the shape of an object: it is answered, and not kept.
  package var isReview = false
  /// What is wrong with a name, or nil.
  package var nameFault: @Sendable (String) -> String? = { Names.dnsSubdomain($0) }
  /// What the kind asks of its objects that no schema can say.
  package var rules: any KindRules = NoRules()
  /// The CustomResourceDefinition that the kind comes from; nil for what Kubernetes itself has.
  package var definition: Object?
  /// The definition is being deleted: nothing new is made.
  package var isEnding = false
  /// The revision since which objects are written by today's schemas. What is older is filled in as it
  /// is read.
  package var since: Int64 = 0

  package init(
    group: String, kind: String, plural: String, versions: [ServedVersion], storageVersion: String
  ) {
    self.group = group
    self.kind = kind
    self.plural = plural
    singular = kind.lowercased()
    listKind = "\(kind)List"
    self.versions = versions
    self.storageVersion = storageVersion
  }

  package var groupKind: GroupKind { GroupKind(group: group, kind: kind) }

  /// The collection's name whatever the version, which is also what the store calls it.
  package var qualified: String {
    let group = storageGroup ?? group
    return group.isEmpty ? plural : "\(plural).\(group)"
  }

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
  package var schema: Schema? {
    get { known ?? later?.schema }
    set { (known, later) = (newValue, nil) }
  }
  /// Whether there is one: made or not.
  var hasSchema: Bool { known != nil || later != nil }
  private var known: Schema?
  private var later: LaterSchema?
  package var hasStatus = false
  package var scale: ScalePaths?
  /// Subresources beside `status` and `scale`.
  package var doors: [Door] = []
  package var columns: [PrinterColumn] = []
  /// Field paths that field selectors may use, beside `metadata.name` and `metadata.namespace`.
  package var selectableFields: [String] = []

  package init(_ name: String) { self.name = name }

  mutating func setSchema(_ later: LaterSchema) { (known, self.later) = (nil, later) }
}

/// A subresource that takes or gives objects of a kind of its own, or does one thing only.
package struct Door: Sendable, Hashable {
  package var name: String
  /// What goes through it; nil for the kind it belongs to.
  package var kind: GroupVersionKind?
  package var verbs: [String]

  package init(_ name: String, _ kind: GroupVersionKind? = nil, verbs: [String]) {
    self.name = name
    self.kind = kind
    self.verbs = verbs
  }
}

/// Where the `scale` subresource finds its numbers.
package struct ScalePaths: Sendable, Hashable {
  package var specReplicas: String
  package var statusReplicas: String
  /// Leads to a selector: as text in a custom resource, as a map in Kubernetes' own kinds.
  package var labelSelector: String?
  /// The map is one of labels, as in the oldest of those kinds, and no selector.
  package var selectsByLabels = false

  package init(specReplicas: String, statusReplicas: String, labelSelector: String?) {
    self.specReplicas = specReplicas
    self.statusReplicas = statusReplicas
    self.labelSelector = labelSelector
  }
}
