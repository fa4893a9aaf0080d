// SPDX-License-Identifier: Apache-2.0

/// All that an API serves, as it said at one moment.
package struct ResourceTable: Sendable {
  /// Each group's versions, the preferred one first.
  package private(set) var versions: [String: [String]] = [:]
  package private(set) var resources: [APIResource] = []
  /// Groups and versions that are announced, and could not be asked what they hold.
  package var failures: [GroupVersion: StatusError] = [:]
  private var byKind: [GroupVersionKind: Int] = [:]

  init() {}

  /// What is known to be served, without asking.
  package init(known: [APIResource]) {
    for one in known {
      let (group, version) = (one.resource.group, one.resource.version)
      if versions[group]?.contains(version) != true { versions[group, default: []].append(version) }
      add(one)
    }
  }

  mutating func add(group: String, versions: [String]) { self.versions[group] = versions }

  mutating func add(_ resource: APIResource) {
    // Of two resources of one kind the first is the one it is written through.
    if byKind[resource.groupVersionKind] == nil {
      byKind[resource.groupVersionKind] = resources.count
    }
    resources.append(resource)
  }

  package func find(_ kind: GroupVersionKind) -> APIResource? {
    byKind[kind].map { resources[$0] }
  }

  /// In the version that the server prefers of those that have the kind.
  package func find(_ kind: GroupKind) -> APIResource? {
    for version in versions[kind.group] ?? [] {
      if let found = find(kind.at(version: version)) { return found }
    }
    return nil
  }

  /// Every version in which a kind is served, the preferred one first.
  package func all(_ kind: GroupKind) -> [APIResource] {
    (versions[kind.group] ?? []).compactMap { find(kind.at(version: $0)) }
  }

  /// What a person means: `po`, `pod`, `pods`, `Machine`, `machines.cluster.x-k8s.io`,
  /// `deployments.v1.apps`. The core group's names come first, then the order of the server.
  package func find(named text: String) -> APIResource? {
    let parts = text.lowercased().split(separator: ".", maxSplits: 1).map(String.init)
    guard let word = parts.first else { return nil }
    let place = parts.count > 1 ? parts[1] : nil
    let found = resources.filter { $0.isCalled(word) && $0.lies(in: place) }
    return found.min { rank($0, word).lexicographicallyPrecedes(rank($1, word)) }
  }

  private func rank(_ resource: APIResource, _ word: String) -> [Int] {
    let group = resource.resource.group
    let version = versions[group]?.firstIndex(of: resource.resource.version) ?? .max
    // A name of its own counts for more than a short one that somebody else took too.
    return [resource.shortNames.contains(word) ? 1 : 0, group.isEmpty ? 0 : 1, version]
  }
}

extension APIResource {
  fileprivate func isCalled(_ word: String) -> Bool {
    resource.plural == word || singular == word || kind.lowercased() == word
      || shortNames.contains(word)
  }

  /// Whether a place as written behind a name is this one's: its group, or its version and group.
  fileprivate func lies(in place: String?) -> Bool {
    guard let place else { return true }
    let full = resource.group.isEmpty ? resource.version : "\(resource.version).\(resource.group)"
    return place == resource.group || place == full || resource.group.hasPrefix("\(place).")
  }
}
