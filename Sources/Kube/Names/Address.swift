// SPDX-License-Identifier: Apache-2.0

/// Where a call goes: a collection, or one object of it, or one subresource of that object.
package struct Address: Sendable, Hashable {
  package var resource: Resource
  /// Nil for cluster-wide resources, and for a collection over all namespaces.
  package var namespace: String?
  /// Nil for the collection.
  package var name: String?
  /// `status`, `scale`, `eviction` and their like.
  package var subresource: String?

  package init(
    _ resource: Resource, namespace: String? = nil, name: String? = nil, subresource: String? = nil
  ) {
    self.resource = resource
    self.namespace = namespace
    self.name = name
    self.subresource = subresource
  }

  /// The path below the server's root, without a query.
  package var path: String {
    var path = resource.root
    if let namespace { path += "/namespaces/\(namespace)" }
    path += "/\(resource.plural)"
    if let name { path += "/\(name)" }
    if let subresource { path += "/\(subresource)" }
    return path
  }
}

extension Address: CustomStringConvertible {
  package var description: String {
    let place = [namespace, name].compactMap(\.self).joined(separator: "/")
    let thing = subresource.map { "\(resource.qualified)/\($0)" } ?? resource.qualified
    return place.isEmpty ? thing : "\(thing) \(place)"
  }
}
