// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// One object of the API: a tree of plain data that says what it is, and carries metadata.
///
/// The tree is the only thing kept; everything here reads from it and writes into it.
package struct Object: Sendable, Hashable {
  package var value: Value

  package init(_ value: Value) { self.value = value }

  package init(_ kind: GroupVersionKind, namespace: String? = nil, name: String) {
    value = ["apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind)]
    metadata.namespace = namespace
    metadata.name = name
  }

  package var apiVersion: String { value["apiVersion"]?.string ?? "" }
  package var kind: String { value["kind"]?.string ?? "" }

  /// Nil where `apiVersion` or `kind` is missing or cannot be one.
  package var groupVersionKind: GroupVersionKind? {
    guard !kind.isEmpty, let parsed = GroupVersion(apiVersion) else { return nil }
    return GroupVersionKind(group: parsed.group, version: parsed.version, kind: kind)
  }

  package var metadata: Metadata {
    get { Metadata(value["metadata"] ?? [:]) }
    set { value["metadata"] = newValue.value }
  }

  package var spec: Value {
    get { value["spec"] ?? [:] }
    set { value["spec"] = newValue }
  }

  package var status: Value {
    get { value["status"] ?? [:] }
    set { value["status"] = newValue }
  }

  package var name: String { metadata.name }
  package var namespace: String? { metadata.namespace }
  package var isDeleting: Bool { metadata.deletionTimestamp != nil }
}

extension Object: CustomStringConvertible {
  /// `Machine demo/cp-0`: enough to find the object, nothing of what it holds.
  package var description: String {
    "\(kind) \(namespace.map { "\($0)/" } ?? "")\(name)"
  }
}
