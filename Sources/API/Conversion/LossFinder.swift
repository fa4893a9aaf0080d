// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Compares an object with what came back of it.
struct LossFinder {
  let namespace: String?
  private(set) var losses: [Losses.Loss] = []

  init(namespace: String?) { self.namespace = namespace }

  /// `parent` is the map that the two are entries of, as it came back.
  mutating func compare(
    _ returned: Value?, _ original: Value?, at path: [Path.Step], within parent: Value?
  ) {
    switch (returned, original) {
    case (.map(let left), .map(let right)):
      for key in Set(left.keys + right.keys).sorted() {
        compare(left[key], right[key], at: path + [.key(key)], within: returned)
      }
    case (.list(let left), .list(let right)) where left.count == right.count:
      for index in left.indices {
        compare(left[index], right[index], at: path + [.index(index)], within: nil)
      }
    default:
      guard returned != original, !isSameMeaning(returned, original, path, parent) else { return }
      losses.append(Losses.Loss(path: path, base: returned, value: original))
    }
  }

  /// Two ways to say the same: references find their version and namespace again, and Go writes
  /// durations in one way only.
  private func isSameMeaning(
    _ returned: Value?, _ original: Value?, _ path: [Path.Step], _ parent: Value?
  ) -> Bool {
    let isInReference = parent?["kind"] != nil
    switch (path.last, returned?.string, original?.string) {
    case (.key("apiVersion"), let left?, let right?) where isInReference:
      return GroupVersion(left)?.group == GroupVersion(right)?.group
    case (.key("namespace"), let left?, _) where isInReference && original == nil:
      return left == namespace
    case (_, let left?, let right?):
      guard let duration = GoDuration(left) else { return false }
      return duration == GoDuration(right)
    default: return false
    }
  }
}
