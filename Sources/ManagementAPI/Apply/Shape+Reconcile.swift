// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Shape {
  /// A set of fields as the schema has them now. What was a leaf and may now be merged stands for all
  /// that is in it; what was merged and is now a leaf is owned as a whole.
  func reconciled(_ set: FieldSet, with value: Value) -> FieldSet {
    switch layout(of: value) {
    case .leaf:
      let isContainer = value.map != nil || value.list != nil
      return set.children.isEmpty || !isContainer ? set : FieldSet(isMember: true)
    case .map, .list:
      if set.isMember && set.children.isEmpty {
        var all = fields(of: value)
        all.isMember = true
        return all
      }
      return FieldSet(
        isMember: set.isMember,
        set.children.map { child in
          guard let (shape, value) = at(child.element, of: value) else { return child }
          return FieldSet.Child(
            element: child.element, set: shape.reconciled(child.set, with: value))
        })
    }
  }

  private func at(_ element: PathElement, of value: Value) -> (Shape, Value)? {
    if case .field(let key) = element {
      guard let shape = field(key)?.shape, let value = value[key] else { return nil }
      return (shape, value)
    }
    guard let found = items(of: value).first(where: { $0.element == element }) else { return nil }
    return (item, found.value)
  }
}
