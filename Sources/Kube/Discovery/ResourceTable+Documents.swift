// SPDX-License-Identifier: Apache-2.0

import Manifest

extension ResourceTable {
  /// Everything in one document, as servers since 1.26 tell it.
  /// - Returns: false if the document is of the older form.
  mutating func addAggregated(_ document: Value) -> Bool {
    guard document["kind"]?.string == "APIGroupDiscoveryList" else { return false }
    for item in document["items"]?.list ?? [] {
      let group = item["metadata", "name"]?.string ?? ""
      let entries = item["versions"]?.list ?? []
      add(group: group, versions: entries.compactMap { $0["version"]?.string })
      for entry in entries {
        guard let version = entry["version"]?.string else { continue }
        let place = GroupVersion(group: group, version: version)
        if entry["freshness"]?.string == "Stale" {
          failures[place] = .internalError("the server behind \(place) does not answer")
        }
        for resource in entry["resources"]?.list ?? [] { addAggregated(resource, in: place) }
      }
    }
    return true
  }

  private mutating func addAggregated(_ value: Value, in place: GroupVersion) {
    guard let plural = value["resource"]?.string,
      let kind = value["responseKind", "kind"]?.string
    else { return }
    var resource = APIResource(
      Resource(group: place.group, version: place.version, plural: plural), kind: kind,
      isNamespaced: value["scope"]?.string == "Namespaced")
    resource.singular = value["singularResource"]?.string ?? ""
    resource.fill(value)
    resource.subresources = Set(
      (value["subresources"]?.list ?? []).compactMap { $0["subresource"]?.string })
    add(resource)
  }

  /// The names of `/apis`, and what group has which versions.
  mutating func addGroups(_ document: Value) -> [GroupVersion] {
    var places: [GroupVersion] = []
    for group in document["groups"]?.list ?? [] {
      let name = group["name"]?.string ?? ""
      var versions = (group["versions"]?.list ?? []).compactMap { $0["version"]?.string }
      if let first = group["preferredVersion", "version"]?.string,
        let place = versions.firstIndex(of: first)
      {
        versions.insert(versions.remove(at: place), at: 0)
      }
      add(group: name, versions: versions)
      places += versions.map { GroupVersion(group: name, version: $0) }
    }
    return places
  }

  /// What one version of a group holds.
  mutating func addResources(_ document: Value, in place: GroupVersion) {
    let entries = document["resources"]?.list ?? []
    var subresources: [String: Set<String>] = [:]
    for name in entries.compactMap({ $0["name"]?.string }) {
      let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
      if parts.count == 2 { subresources[parts[0], default: []].insert(parts[1]) }
    }
    for entry in entries {
      guard let name = entry["name"]?.string, !name.contains("/"), let kind = entry["kind"]?.string
      else { continue }
      var resource = APIResource(
        Resource(group: place.group, version: place.version, plural: name), kind: kind,
        isNamespaced: entry["namespaced"]?.bool ?? false)
      resource.singular = entry["singularName"]?.string ?? ""
      resource.fill(entry)
      resource.subresources = subresources[name] ?? []
      add(resource)
    }
  }
}

extension APIResource {
  /// What both forms call by the same names.
  fileprivate mutating func fill(_ value: Value) {
    func texts(_ key: String) -> [String] { (value[key]?.list ?? []).compactMap(\.string) }
    // Older servers leave the singular out.
    if singular.isEmpty { singular = kind.lowercased() }
    shortNames = texts("shortNames")
    categories = texts("categories")
    verbs = Set(texts("verbs"))
  }
}
