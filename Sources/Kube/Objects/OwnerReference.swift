// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// A reference from an object to the one that owns it.
package struct OwnerReference: Sendable, Hashable {
  package var apiVersion: String
  package var kind: String
  package var name: String
  package var uid: String
  /// At most one owner of an object is its controller.
  package var isController: Bool
  /// The owner's foreground deletion waits for this object.
  package var blocksDeletion: Bool

  package init(
    to owner: Object, isController: Bool = false, blocksDeletion: Bool = false
  ) {
    apiVersion = owner.apiVersion
    kind = owner.kind
    name = owner.name
    uid = owner.metadata.uid ?? ""
    self.isController = isController
    self.blocksDeletion = blocksDeletion
  }

  /// Nil where the reference does not say what it refers to.
  package init?(_ value: Value) {
    guard let apiVersion = value["apiVersion"]?.string, let kind = value["kind"]?.string,
      let name = value["name"]?.string, let uid = value["uid"]?.string
    else { return nil }
    self.apiVersion = apiVersion
    self.kind = kind
    self.name = name
    self.uid = uid
    isController = value["controller"]?.bool ?? false
    blocksDeletion = value["blockOwnerDeletion"]?.bool ?? false
  }

  package var value: Value {
    var value: Value = [
      "apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(name),
      "uid": .string(uid),
    ]
    if isController { value["controller"] = true }
    if blocksDeletion { value["blockOwnerDeletion"] = true }
    return value
  }

  package var groupKind: GroupKind {
    GroupKind(group: GroupVersion(apiVersion)?.group ?? "", kind: kind)
  }
}
