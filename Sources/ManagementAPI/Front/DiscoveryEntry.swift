// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import PKI

/// One kind in one version, as discovery tells of it.
struct DiscoveryEntry {
  let kind: ServedKind
  let version: ServedVersion

  /// The kind and its subresources, one after another.
  var resources: [Value] {
    var main: Value = [
      "name": .string(kind.plural), "singularName": .string(kind.singular),
      "namespaced": .bool(kind.isNamespaced), "kind": .string(kind.kind),
      "verbs": Self.texts(verbs),
    ]
    addNames(to: &main)
    if !kind.isReview { main["storageVersionHash"] = .string(storageHash) }
    return [main] + doors.map(resource)
  }

  private func resource(_ door: Door) -> Value {
    var entry: Value = [
      "name": .string("\(kind.plural)/\(door.name)"), "singularName": "",
      "namespaced": .bool(kind.isNamespaced),
    ]
    if let other = door.kind {
      entry["group"] = .string(other.group)
      entry["version"] = .string(other.version)
    }
    entry["kind"] = .string(door.kind?.kind ?? kind.kind)
    entry["verbs"] = Self.texts(door.verbs)
    return entry
  }

  /// The same in one piece.
  var aggregated: Value {
    let own = kind.groupKind.at(version: version.name)
    var main: Value = [
      "resource": .string(kind.plural), "responseKind": Self.value(own),
      "scope": kind.isNamespaced ? "Namespaced" : "Cluster",
      "singularResource": .string(kind.singular), "verbs": Self.texts(verbs),
    ]
    addNames(to: &main)
    let doors = doors.map { door -> Value in
      [
        "subresource": .string(door.name), "responseKind": Self.value(door.kind ?? own),
        "verbs": Self.texts(door.verbs),
      ]
    }
    if !doors.isEmpty { main["subresources"] = .list(doors) }
    return main
  }

  private func addNames(to entry: inout Value) {
    if !kind.shortNames.isEmpty { entry["shortNames"] = Self.texts(kind.shortNames) }
    if !kind.categories.isEmpty { entry["categories"] = Self.texts(kind.categories) }
  }

  private static func texts(_ list: [String]) -> Value { .list(list.map { .string($0) }) }

  private static func value(_ kind: GroupVersionKind) -> Value {
    [
      "group": .string(kind.group), "version": .string(kind.version), "kind": .string(kind.kind),
    ]
  }

  private var doors: [Door] {
    var doors: [Door] = []
    let verbs = ["get", "patch", "update"]
    if version.hasStatus { doors.append(Door("status", verbs: verbs)) }
    if version.scale != nil {
      let scale = GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale")
      doors.append(Door("scale", scale, verbs: verbs))
    }
    return doors + version.doors
  }

  private var verbs: [String] {
    if kind.isReview { return ["create"] }
    if kind.isEnding { return ["delete", "deletecollection", "get", "list", "watch"] }
    let isNamespace = kind.groupKind == .namespace
    return kind.definition == nil
      ? ["create", "delete"] + (isNamespace ? [] : ["deletecollection"])
        + ["get", "list", "patch", "update", "watch"]
      : ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"]
  }

  /// What clients that move stored objects compare: it says how objects are kept, and nothing else.
  private var storageHash: String {
    let kept = "\(kind.storageGroup ?? kind.group)/\(kind.storageVersion)/\(kind.kind)"
    return Base64Text.encode(Digest.sha256(Array(kept.utf8)).prefix(8))
  }
}
