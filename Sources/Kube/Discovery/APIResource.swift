// SPDX-License-Identifier: Apache-2.0

/// One kind as an API serves it.
package struct APIResource: Sendable, Hashable {
  package var resource: Resource
  package var kind: String
  package var isNamespaced: Bool
  package var singular = ""
  package var shortNames: [String] = []
  package var categories: [String] = []
  package var verbs: Set<String> = []
  /// The names of its subresources: `status`, `scale`.
  package var subresources: Set<String> = []

  package init(_ resource: Resource, kind: String, isNamespaced: Bool) {
    self.resource = resource
    self.kind = kind
    self.isNamespaced = isNamespaced
  }

  package var groupKind: GroupKind { GroupKind(group: resource.group, kind: kind) }
  package var groupVersionKind: GroupVersionKind {
    groupKind.at(version: resource.version)
  }

  /// The collection of a namespace, or of the whole cluster; one of its objects where there is a name.
  package func address(namespace: String? = nil, name: String? = nil) -> Address {
    Address(resource, namespace: isNamespaced ? namespace : nil, name: name)
  }
}
