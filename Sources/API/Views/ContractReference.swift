// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// A reference to an object of the same namespace that does not say its version: that is found by the
/// contract label of the definition it leads to.
package struct ContractReference: Sendable, Hashable {
  package var group: String
  package var kind: String
  package var name: String

  package init(_ kind: GroupKind, name: String) {
    group = kind.group
    self.kind = kind.kind
    self.name = name
  }

  /// Nil where the reference does not say what it refers to.
  package init?(_ value: Value) {
    guard let kind = value["kind"]?.string, let name = value["name"]?.string else { return nil }
    self.init(GroupKind(group: value["apiGroup"]?.string ?? "", kind: kind), name: name)
  }

  package var value: Value {
    ["apiGroup": .string(group), "kind": .string(kind), "name": .string(name)]
  }

  package var groupKind: GroupKind { GroupKind(group: group, kind: kind) }
}

extension ContractReference: CustomStringConvertible {
  package var description: String { "\(kind) \(name)" }
}
