// SPDX-License-Identifier: Apache-2.0

package import Kube

/// What a controller works on: one object of its kind, by its place.
package struct Key: Sendable, Hashable {
  package var namespace: String?
  package var name: String

  package init(namespace: String? = nil, name: String) {
    self.namespace = namespace
    self.name = name
  }

  package init(_ object: Object) {
    let metadata = object.metadata
    self.init(namespace: metadata.namespace, name: metadata.name)
  }

  package func address(in resource: Resource) -> Address {
    Address(resource, namespace: namespace, name: name)
  }
}

extension Key: CustomStringConvertible {
  package var description: String { namespace.map { "\($0)/\(name)" } ?? name }
}
