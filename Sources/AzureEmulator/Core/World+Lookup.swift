// SPDX-License-Identifier: Apache-2.0

import Manifest

extension World {
  /// Where something is kept: by itself, or as a part of a resource.
  enum Place {
    case whole(ResourceType)
    case part(ResourceType, Part, owner: ResourceID)
  }

  /// Where an id leads; nil where the emulator knows of no such type.
  func place(of id: ResourceID) -> Place? {
    if let type = Catalog.types[id.typeKey] { return .whole(type) }
    guard let owner = id.parent else { return nil }
    guard let type = Catalog.types[owner.typeKey], let part = type.part(of: id) else { return nil }
    return .part(type, part, owner: owner)
  }

  func resource(at id: ResourceID) -> Resource? { resources[id.key] }

  /// What a client is shown of a resource or a part; nil if it is not there.
  func shown(_ id: ResourceID) -> Value? {
    switch place(of: id) {
    case .whole: return resources[id.key]?.shown(in: self)
    case .part(_, let part, let owner):
      guard let resource = resources[owner.key] else { return nil }
      guard var item = resource.shown(in: self).item(part.list, named: id.name) else { return nil }
      // A neighbour's change does not make this one busy.
      let asked = resource.operation.flatMap { operations[$0]?.asked.key }
      let isBusy = asked == id.key || asked == owner.key
      if let own = part.own { item = own(item, id) }
      if part.hasProperties {
        let isOver = asked != nil && !isBusy || resource.operation == nil && part.own != nil
        item.set("properties.provisioningState", .string(isOver ? "Succeeded" : resource.state))
      }
      return item
    case nil: return nil
    }
  }

  /// Whether what a reference points at is there. Of what the emulator knows nothing it says nothing.
  func exists(_ id: ResourceID) -> Bool {
    switch place(of: id) {
    case .whole: resources[id.key] != nil
    case .part(_, let part, let owner):
      resources[owner.key]?.body.item(part.list, named: id.name) != nil
    case nil: true
    }
  }

  /// Those who refer to a resource or to something in it, from outside of it.
  func users(of key: String) -> [(user: Resource, reference: Reference)] {
    var users: [(user: Resource, reference: Reference)] = []
    for (other, resource) in resources where other != key && !other.hasPrefix(key + "/") {
      for reference in resource.references where !reference.isOwn {
        if reference.id.key == key || reference.id.key.hasPrefix(key + "/") {
          users.append((resource, reference))
        }
      }
    }
    return users.sorted { $0.user.id.key < $1.user.id.key }
  }

  /// The ids of the items, in one of these lists of theirs, that refer to something.
  func items(using key: String, in lists: [String]) -> [Value] {
    users(of: key).compactMap { user, reference in
      for list in lists {
        guard let place = reference.place(in: list) else { continue }
        let name = user.body.items("properties.\(list)")[place].text("name") ?? ""
        return ["id": .string("\(user.id.text)/\(list)/\(name)")]
      }
      return .none
    }
  }

  /// All of a type, in the order of their ids.
  func all(_ type: String) -> [Resource] {
    resources.values.filter { $0.type.key == type.lowercased() }.sorted { $0.id.key < $1.id.key }
  }
}
