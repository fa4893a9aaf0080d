// SPDX-License-Identifier: Apache-2.0

import Manifest

/// A resource that is kept.
struct Resource: Sendable {
  let id: ResourceID
  let type: ResourceType

  /// All of it, secrets too, without what answers add.
  var body: Value {
    didSet { references = Reference.all(in: body, of: id) }
  }

  /// Counts up with each change; the etag.
  var version = 1
  var state = "Succeeded"

  /// The operation that holds it.
  var operation: String?

  /// The ids in the body, so that removals are quick to check.
  private(set) var references: [Reference]

  init(_ id: ResourceID, _ type: ResourceType, _ body: Value) {
    self.id = id
    self.type = type
    self.body = body
    references = Reference.all(in: body, of: id)
  }

  var etag: String { "W/\"\(stableUUID("\(version) \(id.key)"))\"" }

  /// What a client is shown.
  func shown(in world: World) -> Value {
    var value: Value = [
      "id": .string(id.text), "name": .string(id.name), "type": .string(type.name),
    ]
    if type.hasETag { value[type.etagKey] = .string(etag) }
    for entry in body.map ?? [:] where !["id", "name", "type", "etag"].contains(entry.key) {
      value[entry.key] = entry.value
    }
    showParts(of: &value)
    if type.key != RoleAssignments.type.key {
      value.set("properties.provisioningState", .string(state))
    }
    for path in type.writeOnly { value.set("properties.\(path)", nil) }
    type.render(&value, self, world)
    return value
  }

  private func showParts(of value: inout Value) {
    for part in type.parts where part.own == nil {
      value.mapItems(part.list) { item, _ in
        let name = item["name"]?.string ?? ""
        item["id"] = .string("\(id.text)/\(part.word)/\(name)")
        if type.hasETag { item[type.etagKey] = .string(etag) }
        if part.isAddressable { item["type"] = .string("\(type.name)/\(part.word)") }
        if part.hasProperties { item.set("properties.provisioningState", .string(state)) }
      }
    }
  }
}
