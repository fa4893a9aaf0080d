// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// What kind of Azure this is: who may sign in, where things can be, how long they take, how many
/// there may be. Kept as JSON, so that a client can change any of it.
package struct Settings: Sendable {
  package private(set) var value: Value

  /// Whether virtual machines are made for real.
  package var hasMachines = false

  /// Where those stand.
  var ground: MachineGround?
  var hasGround: Bool { ground != nil }
  var firstPublicAddress: String { ground?.firstPublicAddress ?? "203.0.113.1" }

  package init(_ changes: Value = [:]) throws {
    value = try JSON.parse(Self.usual, name: "the emulator's settings")
    try change(changes)
  }

  /// Merges changes in; one to what there is not is refused, for it would do nothing.
  package mutating func change(_ changes: Value) throws {
    for key in changes.map?.keys ?? [] where value[key] == nil {
      throw EmulatorError("change the settings", "there is no setting \(key)")
    }
    value = value.applying(mergePatch: changes)
  }

  var tenant: String { value.text("tenant") ?? "" }
  var tenants: [String] { [tenant] + value.items("otherTenants").compactMap(\.string) }
  var subscriptions: [String] { value["subscriptions"]?.map?.keys ?? [] }
  var regions: [String] { value.items("regions").compactMap(\.string) }
  var cores: Int { number("cores") }
  var publicIPs: Int { number("publicIPs") }
  var pollAfter: Int { number("pollAfter") }
  var pageSize: Int { number("pageSize") }
  var tokenSeconds: Int { number("tokenSeconds") }
  var throttles: Bool { value.at("limits.enforced")?.bool ?? false }
  var kubernetesVersions: [String] { value.items("kubernetesVersions").compactMap(\.string) }

  /// Namespaces of providers that subscriptions have not been registered with.
  var unregistered: [String] { value.items("unregistered").compactMap(\.string) }

  /// What clusters find at a url of git: an `error`, or a `commit` and the `paths` that are in it.
  func repository(_ url: String) -> Value? { value["repositories"]?[url] }

  /// The virtual machine that asks the metadata endpoint.
  var machine: String? { value.text("machine").flatMap { $0.isEmpty ? nil : $0 } }

  private func number(_ key: String) -> Int { Int(value[key]?.int ?? 0) }

  /// The name of a subscription; nil if there is none with this id.
  func subscription(_ id: String) -> String? {
    let entry = value["subscriptions"]?.map?.first { $0.key.lowercased() == id.lowercased() }
    return entry?.value.string
  }

  func client(_ id: String) -> Client? {
    let entry = value["clients"]?.map?.first { $0.key.lowercased() == id.lowercased() }
    return entry.map { Client(id: $0.key, value: $0.value) }
  }

  func limit(_ kind: String) -> (size: Double, perSecond: Double) {
    let limit = value["limits"]?[kind]
    return (limit?["size"]?.double ?? 0, limit?["perSecond"]?.double ?? 0)
  }

  /// How long an operation takes: by type and verb, by type, or what all take.
  func delay(of type: String, _ verb: Operation.Verb) -> Duration {
    let delays = value["delays"]?.map ?? [:]
    let keys = ["\(type) \(verb)", type, "all \(verb)", "all"].map { $0.lowercased() }
    for key in keys {
      if let seconds = delays.first(where: { $0.key.lowercased() == key })?.value.double {
        return .seconds(seconds * (value["pace"]?.double ?? 1))
      }
    }
    return .zero
  }

  /// A size of virtual machines.
  struct Size {
    let cores: Int
    let memory: Double
    let family: String
    let missingIn: [String]
  }

  func size(_ name: String?) -> Size? {
    let entry = value["sizes"]?.map?.first { $0.key.lowercased() == name?.lowercased() }?.value
    guard let entry else { return nil }
    return Size(
      cores: Int(entry["cores"]?.int ?? 0), memory: entry["memory"]?.double ?? 0,
      family: entry.text("family") ?? "", missingIn: entry.items("missingIn").compactMap(\.string))
  }

  /// The sizes as `Microsoft.Compute/skus` tells them.
  var skus: [Value] {
    (value["sizes"]?.map ?? [:]).map { entry in
      let size = size(entry.key)
      let regions = regions.filter { size?.missingIn.contains($0) != true }
      let facts = [("vCPUs", "\(size?.cores ?? 0)"), ("MemoryGB", "\(size?.memory ?? 0)")]
      return [
        "resourceType": "virtualMachines", "name": .string(entry.key), "tier": "Standard",
        "size": .string(entry.key.replacing("Standard_", with: "")),
        "family": .string(size?.family ?? ""),
        "locations": .list(regions.map { .string($0) }),
        "locationInfo": .list(
          regions.map { ["location": .string($0), "zones": ["1", "2", "3"]] }),
        "capabilities": .list(facts.map { ["name": .string($0.0), "value": .string($0.1)] }),
        "restrictions": [],
      ]
    }
  }
}
