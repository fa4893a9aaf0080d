// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest

/// One object as an inventory names it: `<namespace>_<name>_<group>_<kind>`, which is Flux's form.
package struct InventoryID: Hashable, Sendable {
  package var kind: GroupKind
  package var namespace: String?
  package var name: String

  package init(_ kind: GroupKind, namespace: String?, name: String) {
    self.kind = kind
    self.namespace = namespace
    self.name = name
  }

  init(_ object: Object) {
    let kind = object.groupVersionKind?.groupKind ?? GroupKind(group: "", kind: object.kind)
    self.init(kind, namespace: object.namespace, name: object.name)
  }

  /// Nil where the text is none.
  package init?(_ text: String) {
    guard let first = text.firstIndex(of: "_"), let last = text.lastIndex(of: "_"), first < last,
      let middle = text[..<last].lastIndex(of: "_"), first < middle
    else { return nil }
    let name = text[text.index(after: first)..<middle]
    self.init(
      GroupKind(
        group: String(text[text.index(after: middle)..<last]),
        kind: String(text[text.index(after: last)...])),
      namespace: first == text.startIndex ? nil : String(text[..<first]),
      name: String(name).replacing("__", with: ":"))
    guard !kind.kind.isEmpty, !self.name.isEmpty else { return nil }
  }

  /// As an inventory holds it. Names of roles may have colons, which stand as two strokes.
  package var text: String {
    "\(namespace ?? "")_\(name.replacing(":", with: "__"))_\(kind.group)_\(kind.kind)"
  }
}

extension InventoryID: CustomStringConvertible {
  /// As messages name it: `Cluster/demo/one`.
  package var description: String {
    "\(kind.kind)/\(namespace.map { "\($0)/" } ?? "")\(name)"
  }
}
