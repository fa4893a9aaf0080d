// SPDX-License-Identifier: Apache-2.0

/// A set of fields of an object, kept as a tree of their paths.
///
/// A node is in the set or merely on the way to one that is.
struct FieldSet: Sendable, Equatable {
  struct Child: Sendable, Equatable {
    let element: PathElement
    var set: FieldSet
  }

  /// Whether the place of this node itself is in the set.
  var isMember = false
  /// In the order of their elements; none is empty.
  private(set) var children: [Child] = []

  init(isMember: Bool = false, _ children: [Child] = []) {
    self.isMember = isMember
    self.children = children.filter { !$0.set.isEmpty }.sorted { $0.element < $1.element }
  }

  /// The set of these paths alone.
  init(_ paths: [[PathElement]]) {
    for path in paths { self = union(FieldSet(path[...])) }
  }

  private init(_ path: ArraySlice<PathElement>) {
    guard let first = path.first else {
      self.init(isMember: true)
      return
    }
    self.init([Child(element: first, set: FieldSet(path.dropFirst()))])
  }

  var isEmpty: Bool { !isMember && children.isEmpty }

  subscript(element: PathElement) -> FieldSet {
    var low = 0
    var high = children.count
    while low < high {
      let middle = (low + high) / 2
      if children[middle].element < element { low = middle + 1 } else { high = middle }
    }
    return low < children.count && children[low].element == element
      ? children[low].set : FieldSet()
  }

  /// Every path in the set: at each node first the members, then what is within.
  var paths: [[PathElement]] {
    children.filter(\.set.isMember).map { [$0.element] }
      + children.flatMap { child in child.set.paths.map { [child.element] + $0 } }
  }

  func union(_ other: FieldSet) -> FieldSet {
    combined(with: other, keepsOwn: true, keepsOther: true) { $0 || $1 }
  }

  func intersection(_ other: FieldSet) -> FieldSet {
    combined(with: other, keepsOwn: false, keepsOther: false) { $0 && $1 }
  }

  /// Parents and children are apart: to take a map away is not to take its fields away.
  func subtracting(_ other: FieldSet) -> FieldSet {
    combined(with: other, keepsOwn: true, keepsOther: false) { $0 && !$1 }
  }

  func isSubset(of other: FieldSet) -> Bool { subtracting(other).isEmpty }

  /// The part of the set below those of the topmost fields that a test picks.
  func filter(_ isIncluded: (PathElement) -> Bool) -> FieldSet {
    FieldSet(isMember: isMember, children.filter { isIncluded($0.element) })
  }

  private func combined(
    with other: FieldSet, keepsOwn: Bool, keepsOther: Bool, _ rule: (Bool, Bool) -> Bool
  ) -> FieldSet {
    var result = FieldSet(isMember: rule(isMember, other.isMember))
    var (mine, theirs) = (children[...], other.children[...])
    while let one = mine.first, let two = theirs.first {
      if one.element < two.element {
        if keepsOwn { result.children.append(one) }
        mine.removeFirst()
      } else if two.element < one.element {
        if keepsOther { result.children.append(two) }
        theirs.removeFirst()
      } else {
        let both = one.set.combined(
          with: two.set, keepsOwn: keepsOwn, keepsOther: keepsOther, rule)
        if !both.isEmpty { result.children.append(Child(element: one.element, set: both)) }
        mine.removeFirst()
        theirs.removeFirst()
      }
    }
    if keepsOwn { result.children += mine }
    if keepsOther { result.children += theirs }
    return result
  }
}
