// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What an API tells of itself. Pure: from the catalog alone.
struct Discovery {
  let catalog: Catalog

  /// `/api`
  var coreVersions: Value {
    ["kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []]
  }

  /// `/apis`
  var groups: Value {
    let names = Set(catalog.kinds.map(\.group)).subtracting([""]).sorted()
    return [
      "kind": "APIGroupList", "apiVersion": "v1", "groups": .list(names.compactMap(described)),
    ]
  }

  /// `/apis/<group>`; nil where nothing of the group is served.
  func group(_ name: String) -> Value? {
    guard var group = described(name) else { return nil }
    group["kind"] = "APIGroup"
    group["apiVersion"] = "v1"
    return group
  }

  private func described(_ name: String) -> Value? {
    let served = catalog.kinds.filter { $0.group == name }.flatMap {
      $0.versions.filter(\.isServed)
    }
    let versions = Set(served.map(\.name)).sorted { VersionPriority($0) > VersionPriority($1) }
    let entries = versions.map { version -> Value in
      ["groupVersion": .string("\(name)/\(version)"), "version": .string(version)]
    }
    guard let preferred = entries.first else { return nil }
    return ["name": .string(name), "versions": .list(entries), "preferredVersion": preferred]
  }

  /// `/api/v1`, `/apis/<group>/<version>`; nil where nothing of that version is served.
  func resources(_ version: GroupVersion) -> Value? {
    var resources: [Value] = []
    for kind in catalog.kinds where kind.group == version.group {
      guard let served = kind.version(version.version) else { continue }
      resources += Self.entries(kind, served)
    }
    guard !resources.isEmpty else { return nil }
    return [
      "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string("\(version)"),
      "resources": .list(resources),
    ]
  }

  private static func entries(_ kind: ServedKind, _ version: ServedVersion) -> [Value] {
    func texts(_ list: [String]) -> Value { .list(list.map { .string($0) }) }
    var main: Value = [
      "name": .string(kind.plural), "singularName": .string(kind.singular),
      "namespaced": .bool(kind.isNamespaced), "kind": .string(kind.kind),
      "verbs": texts(kind.isReview ? ["create"] : verbs),
    ]
    if !kind.shortNames.isEmpty { main["shortNames"] = texts(kind.shortNames) }
    if !kind.categories.isEmpty { main["categories"] = texts(kind.categories) }
    var entries = [main]
    if version.hasStatus {
      entries.append([
        "name": .string("\(kind.plural)/status"), "singularName": "",
        "namespaced": .bool(kind.isNamespaced), "kind": .string(kind.kind),
        "verbs": ["get", "patch", "update"],
      ])
    }
    return entries
  }

  private static let verbs = [
    "delete", "deletecollection", "get", "list", "patch", "create", "update", "watch",
  ]
}
