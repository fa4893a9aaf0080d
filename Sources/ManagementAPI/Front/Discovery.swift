// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What an API tells of itself. Pure: from the catalog alone.
struct Discovery {
  let catalog: Catalog
  /// Where the client reached the server.
  var host = ""

  /// What is told at a path; nil where nothing is. The index of `/openapi/v3` is not here: it holds the
  /// hashes of other documents (`Documents`).
  func document(at route: Route) -> Value? {
    switch route {
    case .root: paths
    case .coreVersions: coreVersions
    case .groups: groups
    case .group(let name): group(name)
    case .resources(let version): resources(version)
    case .version: APIVersion.document
    case .openAPI2: OpenAPIDocument(catalog: catalog).v2
    case .openAPI3Version(let version): OpenAPIDocument(catalog: catalog).v3(version)
    case .openAPI3, .resource, .health, .convert, .metrics: nil
    }
  }

  /// `/`, as far as it depends on what is served.
  var paths: Value {
    var paths = ["/api", "/apis", "/healthz", "/livez", "/metrics", "/openapi/v2", "/openapi/v3"]
    paths += ["/readyz", "/version"]
    for version in OpenAPIDocument(catalog: catalog).versions {
      paths.append(Resource(group: version.group, version: version.version, plural: "").root)
      if !version.group.isEmpty { paths.append("/apis/\(version.group)") }
    }
    return ["paths": .list(Set(paths).sorted().map { .string($0) })]
  }

  /// `/api`
  var coreVersions: Value {
    let address: Value = ["clientCIDR": "0.0.0.0/0", "serverAddress": .string(host)]
    return [
      "kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": [address],
    ]
  }

  /// `/apis`
  var groups: Value {
    [
      "kind": "APIGroupList", "apiVersion": "v1",
      "groups": .list(groupNames.compactMap(described)),
    ]
  }

  /// The names of all groups but the core group.
  private var groupNames: [String] {
    Set(catalog.kinds.map(\.group)).subtracting([""]).sorted()
  }

  /// `/apis/<group>`; nil where nothing of the group is served.
  func group(_ name: String) -> Value? {
    guard var group = described(name) else { return nil }
    group["kind"] = "APIGroup"
    group["apiVersion"] = "v1"
    return group
  }

  /// The versions of a group, the one to prefer first.
  private func versions(of group: String) -> [String] {
    let served = catalog.kinds.filter { $0.group == group }.flatMap {
      $0.versions.filter(\.isServed)
    }
    return Set(served.map(\.name)).sorted { VersionPriority($0) > VersionPriority($1) }
  }

  private func described(_ name: String) -> Value? {
    let entries = versions(of: name).map { version -> Value in
      ["groupVersion": .string("\(name)/\(version)"), "version": .string(version)]
    }
    guard let preferred = entries.first else { return nil }
    return ["name": .string(name), "versions": .list(entries), "preferredVersion": preferred]
  }

  /// `/api/v1`, `/apis/<group>/<version>`; nil where nothing of that version is served.
  func resources(_ version: GroupVersion) -> Value? {
    let resources = entries(of: version).flatMap(\.resources)
    guard !resources.isEmpty else { return nil }
    return [
      "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string("\(version)"),
      "resources": .list(resources),
    ]
  }

  private func entries(of version: GroupVersion) -> [DiscoveryEntry] {
    catalog.kinds.filter { $0.group == version.group }.compactMap { kind in
      kind.version(version.version).map { DiscoveryEntry(kind: kind, version: $0) }
    }
  }

  /// `/api` or `/apis` and everything below at once, in a version of `apidiscovery.k8s.io`.
  func aggregated(ofCore isCore: Bool, in version: String) -> Value {
    let items = (isCore ? [""] : groupNames).map { group -> Value in
      let versions = versions(of: group).map { version -> Value in
        let entries = entries(of: GroupVersion(group: group, version: version))
        return [
          "version": .string(version), "freshness": "Current",
          "resources": .list(entries.map(\.aggregated)),
        ]
      }
      let name: Value = group.isEmpty ? [:] : ["name": .string(group)]
      var metadata = name
      metadata["creationTimestamp"] = .null
      return ["metadata": metadata, "versions": .list(versions)]
    }
    return [
      "kind": "APIGroupDiscoveryList", "apiVersion": .string("apidiscovery.k8s.io/\(version)"),
      "metadata": [:], "items": .list(items),
    ]
  }
}
