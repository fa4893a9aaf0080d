// SPDX-License-Identifier: Apache-2.0

/// What an object is known by.
struct ObjectID: Hashable {
  var type: GroupKind
  var name: String
  /// As it is written; empty where it is not.
  var namespace: String

  /// The namespace that counts: none for what is in no namespace, and `default` where none is written.
  var effectiveNamespace: String {
    if type.isClusterScoped { return Self.noNamespace }
    return namespace.isEmpty ? "default" : namespace
  }

  /// The same object has the same key, however its namespace is written.
  var key: ObjectID { ObjectID(type: type, name: name, namespace: effectiveNamespace) }

  private static let noNamespace = "_non_namespaceable_"
}

extension ObjectID: CustomStringConvertible {
  /// `Deployment.apps web/shop`, with the namespace last.
  var description: String {
    let kind = type.group.isEmpty ? type.kind : "\(type.kind).\(type.group)"
    return namespace.isEmpty ? "\(kind) \(name)" : "\(kind) \(namespace)/\(name)"
  }
}
