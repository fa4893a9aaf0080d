// SPDX-License-Identifier: Apache-2.0

import Kube

/// What a path of the API asks for.
enum Route: Hashable {
  /// A collection, an object, or a subresource.
  case resource(Address)
  /// `/`
  case root
  /// `/api`
  case coreVersions
  /// `/apis`
  case groups
  /// `/apis/<group>`
  case group(String)
  /// `/api/v1`, `/apis/<group>/<version>`
  case resources(GroupVersion)
  /// `/openapi/v2`
  case openAPI2
  /// `/openapi/v3`
  case openAPI3
  /// `/openapi/v3/api/v1`, `/openapi/v3/apis/<group>/<version>`
  case openAPI3Version(GroupVersion)
  /// `/version`
  case version
  /// `/healthz`, `/livez`, `/readyz`
  case health
  /// `/convert`, which other API servers ask
  case convert
  /// `/metrics`
  case metrics

  /// The logical cluster that a path names, and what it asks there; nil where it asks for nothing there is.
  static func read(_ path: String) -> (cluster: String, route: Route)? {
    var parts = path.split(separator: "/").map(String.init)
    var cluster = ""
    if parts.first == "clusters" {
      guard parts.count >= 3 else { return nil }
      cluster = "\(parts[1])/\(parts[2])"
      parts.removeFirst(3)
    }
    return Route(parts).map { (cluster, $0) }
  }

  private init?(_ parts: [String]) {
    switch (parts.first, parts.count) {
    case (nil, _): self = .root
    case ("openapi", _): self.init(openAPI: Array(parts.dropFirst()))
    case ("version", 1): self = .version
    case ("healthz", 1), ("livez", 1), ("readyz", 1): self = .health
    case ("convert", 1): self = .convert
    case ("metrics", 1): self = .metrics
    case ("api", 1): self = .coreVersions
    case ("apis", 1): self = .groups
    case ("apis", 2): self = .group(parts[1])
    case ("api", 2): self = .resources(GroupVersion(group: "", version: parts[1]))
    case ("apis", 3): self = .resources(GroupVersion(group: parts[1], version: parts[2]))
    case ("api", _):
      self.init(GroupVersion(group: "", version: parts[1]), Array(parts.dropFirst(2)))
    case ("apis", _):
      self.init(GroupVersion(group: parts[1], version: parts[2]), Array(parts.dropFirst(3)))
    default: return nil
    }
  }

  private init?(openAPI parts: [String]) {
    switch parts {
    case ["v2"]: self = .openAPI2
    case ["v3"]: self = .openAPI3
    case _ where parts.starts(with: ["v3", "api"]) && parts.count == 3:
      self = .openAPI3Version(GroupVersion(group: "", version: parts[2]))
    case _ where parts.starts(with: ["v3", "apis"]) && parts.count == 4:
      self = .openAPI3Version(GroupVersion(group: parts[2], version: parts[3]))
    default: return nil
    }
  }

  /// What follows the version: `[namespaces/<namespace>/]<plural>[/<name>[/<subresource>]]`. A namespace
  /// is itself an object, and has subresources.
  private init?(_ version: GroupVersion, _ parts: [String]) {
    func address(_ parts: [String], in namespace: String?) -> Route? {
      guard (1...3).contains(parts.count) else { return nil }
      let resource = Resource(group: version.group, version: version.version, plural: parts[0])
      return .resource(
        Address(
          resource, namespace: namespace, name: parts.count > 1 ? parts[1] : nil,
          subresource: parts.count > 2 ? parts[2] : nil))
    }
    let ownDoors = ["status", "finalize"]
    let isInside =
      parts.first == "namespaces" && parts.count > 2
      && !(parts.count == 3 && version.group.isEmpty && ownDoors.contains(parts[2]))
    let route =
      isInside ? address(Array(parts.dropFirst(2)), in: parts[1]) : address(parts, in: nil)
    guard let route else { return nil }
    self = route
  }
}
