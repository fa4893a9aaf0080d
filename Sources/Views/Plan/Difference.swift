// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// A field of an object that becomes another.
package struct Difference: Sendable, Hashable {
  package let path: Path
  /// Nil where there was none.
  package let old: Value?
  /// Nil where it goes.
  package let new: Value?

  /// `spec.replicas: 1 → 3`.
  package var text: String { "\(path): \(Self.text(old)) → \(Self.text(new))" }

  private static func text(_ value: Value?) -> String {
    guard let value else { return "(none)" }
    // A text of several lines is told in one.
    let isLine = value.string?.contains("\n") == false
    let text = isLine ? value.string ?? "" : JSON.text(value)
    return text.count > 120 ? "\(text.prefix(119))…" : text
  }

  /// What people or git say that differs: what the server keeps of itself is left out, and of Secrets the
  /// values.
  package static func all(from old: Value, to new: Value) -> [Difference] {
    var found: [Difference] = []
    let isSecret = new["kind"] == "Secret" || old["kind"] == "Secret"
    compare(stripped(old), stripped(new), at: [], into: &found)
    guard isSecret else { return found }
    return found.map { difference in
      guard [.key("data"), .key("stringData")].contains(difference.path.steps.first) else {
        return difference
      }
      return Difference(
        path: difference.path, old: difference.old.map { _ in "***" },
        new: difference.new.map { _ in "***" })
    }
  }

  /// All that differs, of any data.
  package static func fields(from old: Value, to new: Value) -> [Difference] {
    var found: [Difference] = []
    compare(old, new, at: [], into: &found)
    return found
  }

  private static func stripped(_ value: Value) -> Value {
    var value = value
    value["status"] = nil
    guard var metadata = value["metadata"] else { return value }
    for key in [
      "managedFields", "resourceVersion", "generation", "uid", "creationTimestamp",
    ] { metadata[key] = nil }
    value["metadata"] = metadata
    return value
  }

  private static func compare(
    _ old: Value, _ new: Value, at path: Path, into found: inout [Difference]
  ) {
    if old == new { return }
    if let left = old.map, let right = new.map {
      for entry in left {
        guard let other = right[entry.key] else {
          found.append(Difference(path: path.key(entry.key), old: entry.value, new: nil))
          continue
        }
        compare(entry.value, other, at: path.key(entry.key), into: &found)
      }
      for entry in right where !left.contains(entry.key) {
        found.append(Difference(path: path.key(entry.key), old: nil, new: entry.value))
      }
    } else if let left = old.list, let right = new.list, left.count == right.count {
      for (index, pair) in zip(left, right).enumerated() {
        compare(pair.0, pair.1, at: path.index(index), into: &found)
      }
    } else {
      found.append(Difference(path: path, old: old, new: new))
    }
  }
}
