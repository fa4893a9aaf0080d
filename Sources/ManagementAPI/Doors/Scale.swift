// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// How many copies an object asks for and has: what autoscalers and `kubectl scale` see of it. Pure.
struct Scale {
  static let kind = GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale")

  let paths: ScalePaths
  /// Kubernetes' own kinds are checked as a Scale, custom resources as themselves.
  let isCustom: Bool
  let groupKind: GroupKind

  /// What is seen of an object; without a wish there is nothing to see, unless it is to be made.
  func seen(of object: Object, mustAsk: Bool) throws(StatusError) -> Object {
    let wish = Self.number(object, paths.specReplicas)
    guard wish != nil || !mustAsk else {
      throw .internalError("the spec replicas field \"\(paths.specReplicas)\" does not exist")
    }
    var metadata: Value = [:]
    for key in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
      metadata[key] = object.value["metadata"]?[key]
    }
    var status: Value = ["replicas": .int(Self.number(object, paths.statusReplicas) ?? 0)]
    let selector = selector(of: object)
    if !selector.isEmpty { status["selector"] = .string(selector) }
    return Object([
      "kind": .string(Self.kind.kind), "apiVersion": .string(Self.kind.apiVersion),
      "metadata": metadata, "spec": ["replicas": .int(wish ?? 0)], "status": status,
    ])
  }

  /// The object with the wish of a scale, to be written if it is still what the scale says it was.
  func applied(_ scale: Object, to object: Object) throws(StatusError) -> Object {
    let wish = try wish(of: scale, name: object.name)
    var changed = object
    changed.value.set(wish, at: Self.keys(paths.specReplicas)[...])
    for key in ["name", "namespace", "uid", "resourceVersion"] {
      guard let said = scale.value["metadata"]?[key], said != "" else { continue }
      changed.value["metadata"]?[key] = said
    }
    return changed
  }

  /// What one who applies a scale applies to the object itself.
  func configuration(_ scale: Object, of object: Object) throws(StatusError) -> Value {
    var configuration: Value = [
      "apiVersion": .string(object.apiVersion), "kind": .string(object.kind),
    ]
    var metadata = scale.value["metadata"] ?? [:]
    metadata["name"] = .string(object.name)
    metadata["namespace"] = object.value["metadata"]?["namespace"]
    configuration["metadata"] = metadata
    if scale.spec["replicas"] != nil {
      configuration.set(
        try wish(of: scale, name: object.name), at: Self.keys(paths.specReplicas)[...])
    }
    return configuration
  }

  private func wish(of scale: Object, name: String) throws(StatusError) -> Value {
    guard scale.groupVersionKind == Self.kind else {
      throw .badRequest(
        "the object provided is \(scale.apiVersion) \(scale.kind), but \(Self.kind.apiVersion) "
          + "\(Self.kind.kind) is expected")
    }
    guard let wish = (scale.spec["replicas"] ?? 0).int else {
      throw .badRequest("spec.replicas of a Scale must be an integer")
    }
    if wish < 0 {
      let error =
        isCustom
        ? FieldError.invalid(
          paths.specReplicas, .int(wish), "should be a non-negative integer")
        : .invalid("spec.replicas", .int(wish), "must be greater than or equal to 0")
      throw .invalid(isCustom ? groupKind : Self.kind.groupKind, name: name, [error])
    }
    return .int(wish)
  }

  private func selector(of object: Object) -> String {
    guard let path = paths.labelSelector else { return "" }
    let found = Self.value(object, path)
    if let text = found?.string { return text }
    // A selector that cannot be read selects nothing that could be told.
    let selector = paths.selectsByLabels ? found.map { ["matchLabels": $0] } : found
    return selector.flatMap { try? LabelSelector($0) }?.description ?? ""
  }

  private static func number(_ object: Object, _ path: String) -> Int64? {
    value(object, path)?.int
  }

  private static func value(_ object: Object, _ path: String) -> Value? {
    keys(path).reduce(object.value as Value?) { $0?[$1] }
  }

  private static func keys(_ path: String) -> [String] {
    path.split(separator: ".").map(String.init)
  }
}

extension Value {
  /// Sets what a path of keys leads to, and makes the maps on the way.
  fileprivate mutating func set(_ value: Value, at keys: ArraySlice<String>) {
    guard let first = keys.first else {
      self = value
      return
    }
    var inner = self[first] ?? [:]
    inner.set(value, at: keys.dropFirst())
    self[first] = inner
  }
}
