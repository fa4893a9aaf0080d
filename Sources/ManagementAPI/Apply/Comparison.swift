// SPDX-License-Identifier: Apache-2.0

import Manifest

/// Which fields one value has and another has not, and which have another value there.
struct Comparison: Sendable {
  var added = FieldSet()
  var modified = FieldSet()
  var removed = FieldSet()

  var isSame: Bool { added.isEmpty && modified.isEmpty && removed.isEmpty }
  /// What whoever made the change has written.
  var written: FieldSet { added.union(modified) }

  func filter(_ isIncluded: (PathElement) -> Bool) -> Comparison {
    Comparison(
      added: added.filter(isIncluded), modified: modified.filter(isIncluded),
      removed: removed.filter(isIncluded))
  }

  fileprivate init(added: FieldSet, modified: FieldSet, removed: FieldSet) {
    self.added = added
    self.modified = modified
    self.removed = removed
  }

  fileprivate init() {}

  fileprivate init(_ children: [(PathElement, Comparison)]) {
    func gathered(_ part: (Comparison) -> FieldSet) -> FieldSet {
      FieldSet(children.map { FieldSet.Child(element: $0.0, set: part($0.1)) })
    }
    added = gathered(\.added)
    modified = gathered(\.modified)
    removed = gathered(\.removed)
  }
}

extension Shape {
  func compare(_ old: Value?, _ new: Value?) -> Comparison {
    if old == new { return Comparison() }
    guard let value = new ?? old else { return Comparison() }
    let layout = layout(of: value)
    if let old, let new, self.layout(of: old) != layout { return replaced(old, by: new) }
    let isEmpty = (old?.isHollow ?? true) && (new?.isHollow ?? true)
    var result = Comparison()
    switch layout {
    case .leaf: break
    case _ where isEmpty: break
    case .map: result = compareEntries(old?.map ?? [:], new?.map ?? [:])
    case .list: result = compareItems(old, new)
    }
    let isWhole = layout == .leaf || isEmpty
    if old == nil {
      result.added.isMember = isWhole || isMarked
    } else if new == nil {
      result.removed.isMember = isWhole || isMarked
    } else if isWhole {
      result.modified.isMember = true
    }
    return result
  }

  /// One is a map and the other a list, or a scalar.
  private func replaced(_ old: Value, by new: Value) -> Comparison {
    var (removed, added) = (fields(of: old), fields(of: new))
    removed.isMember = false
    added.isMember = false
    return Comparison(added: added, modified: FieldSet(isMember: true), removed: removed)
  }

  private func compareEntries(_ old: Map, _ new: Map) -> Comparison {
    let gone = old.keys.filter { !new.contains($0) }
    return Comparison(
      (new.keys + gone).map { key in
        let shape = field(key)?.shape ?? .whole
        return (.field(key), shape.compare(old[key], new[key]))
      })
  }

  private func compareItems(_ old: Value?, _ new: Value?) -> Comparison {
    let (olds, news) = (items(of: old), items(of: new))
    let gone = olds.filter { one in !news.contains { $0.element == one.element } }
    let kept = news.map { one in
      let former = olds.first { $0.element == one.element }
      return (one.element, item.compare(former?.value, one.value))
    }
    return Comparison(kept + gone.map { ($0.element, item.compare($0.value, nil)) })
  }
}

extension Value {
  /// Nothing, or nothing in it.
  fileprivate var isHollow: Bool {
    switch self {
    case .null: true
    case .map(let map): map.isEmpty
    case .list(let list): list.isEmpty
    default: false
    }
  }
}
