// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What a version could not hold of an object: the places where the way there and back led elsewhere.
///
/// Each is given back only where the object still says what it said then: whoever changed it since
/// meant it.
struct Losses: Sendable, Hashable {
  private var losses: [Loss] = []

  struct Loss: Sendable, Hashable {
    var path: [Path.Step]
    /// What came back.
    var base: Value?
    /// What was there.
    var value: Value?
  }

  var isEmpty: Bool { losses.isEmpty }

  /// Where something was, and could not stay.
  var paths: [Path] { losses.filter { $0.value != nil }.map { Path($0.path) } }

  /// What must change in `returned` to make it the original again.
  init(from returned: Value, to original: Value, namespace: String?) {
    var finder = LossFinder(namespace: namespace)
    for key in Set((returned.map?.keys ?? []) + (original.map?.keys ?? [])).sorted()
    where !Self.kept.contains(key) {
      finder.compare(returned[key], original[key], at: [.key(key)], within: nil)
    }
    losses = finder.losses
  }

  /// What no conversion changes.
  private static let kept: Set<String> = ["apiVersion", "kind", "metadata"]

  func restore(_ value: inout Value) {
    for loss in losses { value.restore(loss, loss.path[...]) }
  }
}

// To and from JSON.
extension Losses {
  var value: Value {
    .list(
      losses.map { loss in
        var value: Value = ["path": .list(loss.path.map(\.value))]
        if let base = loss.base { value["base"] = base }
        if let kept = loss.value { value["value"] = kept }
        return value
      })
  }

  /// Nil where the value is none of ours.
  init?(_ value: Value) {
    guard let list = value.list else { return nil }
    for item in list {
      guard let path = item["path"]?.list else { return nil }
      losses.append(
        Loss(
          path: path.compactMap(Path.Step.init), base: item["base"], value: item["value"]))
    }
  }
}

extension Path.Step {
  fileprivate var value: Value {
    switch self {
    case .key(let key): .string(key)
    case .index(let index): .int(Int64(index))
    }
  }

  fileprivate init?(_ value: Value) {
    switch value {
    case .string(let key): self = .key(key)
    case .int(let index): self = .index(Int(clamping: index))
    default: return nil
    }
  }
}

extension Value {
  fileprivate mutating func restore(_ loss: Losses.Loss, _ path: ArraySlice<Path.Step>) {
    guard let step = path.first else { return }
    let isLast = path.count == 1
    switch (step, self) {
    case (.key(let key), .map(let map)):
      if isLast {
        if map[key] == loss.base { self[key] = loss.value }
      } else if var child = map[key] {
        child.restore(loss, path.dropFirst())
        self[key] = child
      }
    case (.index(let index), .list(var list)) where list.indices.contains(index):
      if !isLast {
        list[index].restore(loss, path.dropFirst())
      } else if list[index] == loss.base, let value = loss.value {
        list[index] = value
      }
      self = .list(list)
    default: break
    }
  }
}
