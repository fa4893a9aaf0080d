// SPDX-License-Identifier: Apache-2.0

package import Kube
import Synchronization

/// All kinds that one API serves. A value: it is replaced as a whole when a kind comes or goes.
package struct Catalog: Sendable {
  package private(set) var kinds: [ServedKind] = []
  /// Tells this catalog from all others there have been.
  private(set) var stamp = 0
  private var places: [GroupResource: Int] = [:]
  private var placesOfKinds: [GroupKind: Int] = [:]

  private struct GroupResource: Hashable {
    var group: String
    var plural: String
  }

  package init(_ kinds: [ServedKind] = []) {
    for kind in kinds { add(kind) }
  }

  /// Adds a kind, or puts it in the place of the one with the same group and plural.
  package mutating func add(_ kind: ServedKind) {
    remove(group: kind.group, plural: kind.plural)
    places[GroupResource(group: kind.group, plural: kind.plural)] = kinds.count
    placesOfKinds[kind.groupKind] = kinds.count
    kinds.append(kind)
    stamp = Self.freshStamp()
  }

  private static let stamps = Atomic(0)

  private static func freshStamp() -> Int {
    stamps.wrappingAdd(1, ordering: .relaxed).newValue
  }

  /// Whether a kind of this name is among them, in whatever version.
  func serves(group: String, plural: String) -> Bool {
    places[GroupResource(group: group, plural: plural)] != nil
  }

  mutating func change(group: String, plural: String, _ change: (inout ServedKind) -> Void) {
    guard let place = places[GroupResource(group: group, plural: plural)] else { return }
    change(&kinds[place])
    stamp = Self.freshStamp()
  }

  package mutating func remove(group: String, plural: String) {
    guard let place = places[GroupResource(group: group, plural: plural)] else { return }
    kinds.remove(at: place)
    stamp = Self.freshStamp()
    places.removeAll()
    placesOfKinds.removeAll()
    for (place, kind) in kinds.enumerated() {
      places[GroupResource(group: kind.group, plural: kind.plural)] = place
      placesOfKinds[kind.groupKind] = place
    }
  }

  /// The kind behind an address, and the version it is asked in; nil where nothing is served.
  package func find(_ resource: Resource) -> (kind: ServedKind, version: ServedVersion)? {
    guard let place = places[GroupResource(group: resource.group, plural: resource.plural)],
      let version = kinds[place].version(resource.version)
    else { return nil }
    return (kinds[place], version)
  }

  /// The kind that the store keeps under this name: `machines.cluster.x-k8s.io`.
  func find(qualified name: String) -> ServedKind? {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    let resource = GroupResource(group: parts.count > 1 ? parts[1] : "", plural: parts[0])
    return places[resource].map { kinds[$0] }
  }

  package func find(_ kind: GroupKind) -> ServedKind? { placesOfKinds[kind].map { kinds[$0] } }
}
