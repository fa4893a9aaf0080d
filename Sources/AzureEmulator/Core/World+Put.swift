// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest

extension World {
  mutating func put(_ call: Call, _ id: ResourceID) throws(ARMError) -> Reply {
    try write(try call.json(), id, call)
  }

  mutating func patch(_ call: Call, _ id: ResourceID) throws(ARMError) -> Reply {
    let patch = try call.json()
    guard case .whole = place(of: id), let resource = resources[id.key] else {
      throw missing(id)
    }
    var body = resource.body.applying(mergePatch: patch)
    // Tags are given as a whole, all other maps by what changes in them.
    if let tags = patch["tags"] { body["tags"] = tags }
    return try write(body, id, call)
  }

  private mutating func write(
    _ body: Value, _ id: ResourceID, _ call: Call
  ) throws(ARMError) -> Reply {
    guard !id.isCollection else {
      throw ARMError(405, "MethodNotAllowed", "A name is missing at the end of '\(id.text)'.")
    }
    try checkName(id)
    switch place(of: id) {
    case .whole(let type): return try writeWhole(body, id, type, call)
    case .part(let type, let part, let owner) where part.isAddressable:
      return try writePart(body, id, part, owner, type, call)
    case .part, nil: throw missing(id)
    }
  }

  private func checkName(_ id: ResourceID) throws(ARMError) {
    let longest = id.typeKey == "microsoft.compute/virtualmachines" ? 64 : 80
    let limit = id.typeKey == "microsoft.resources/resourcegroups" ? 90 : longest
    let isFine = id.name.wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9_.()-]*/) != nil
    guard id.name.count > limit || !isFine, id.typeKey != RoleAssignments.type.key else { return }
    throw ARMError(
      400, "InvalidResourceName",
      "Resource name '\(id.name)' is invalid. The name can be up to \(limit) characters long.")
  }

  private mutating func writeWhole(
    _ body: Value, _ id: ResourceID, _ type: ResourceType, _ call: Call
  ) throws(ARMError) -> Reply {
    try checkSurroundings(id, type)
    let old = resources[id.key]
    try checkConditions(call, old.map { $0.etag })
    if let old { try checkIdle(old) }
    let new = try draft(body, id, type, old)
    try checkParts(new, old)
    try store(new, old)
    return try begin(.put, new.id, asked: id, isNew: old == nil, call)
  }

  private mutating func writePart(
    _ item: Value, _ id: ResourceID, _ part: Part, _ owner: ResourceID, _ type: ResourceType,
    _ call: Call
  ) throws(ARMError) -> Reply {
    guard let old = resources[owner.key] else { throw missing(owner) }
    let before = old.body.item(part.list, named: id.name)
    try checkConditions(call, before.map { _ in old.etag })
    try checkIdle(old)
    var body = old.body
    var item = item
    for key in ["id", "type", "etag"] { item[key] = .none }
    let name = before?["name"]?.string ?? id.name
    if let flat = part.flat { item = flat(item, name) }
    item["name"] = .string(name)
    var items = body.items(part.list)
    if let place = items.firstIndex(where: { $0["name"] == before?["name"] }), before != nil {
      items[place] = item
    } else {
      items.append(item)
    }
    body.set(part.list, .list(items))
    let new = try draft(body, owner, type, old)
    try store(new, old)
    return try begin(.put, owner, asked: id, isNew: before == nil, call)
  }

  /// The body as it will be kept, or why it will not.
  private func draft(
    _ body: Value, _ id: ResourceID, _ type: ResourceType, _ old: Resource?
  ) throws(ARMError) -> Resource {
    var body = body
    for key in ["id", "name", "type", "etag", type.etagKey] { body[key] = .none }
    for path in ["provisioningState"] + type.readOnly { body.set("properties.\(path)", nil) }
    if body["properties"]?.map?.isEmpty == true { body["properties"] = .none }
    for path in type.kept where body.at("properties.\(path)") == nil {
      body.set("properties.\(path)", old?.body.at("properties.\(path)"))
    }
    if type.isTracked { try checkLocation(&body, id, old) }
    try checkFixed(body, type, old)
    try nameParts(&body, type)
    // What it refers to has to be there, except for what it makes itself.
    try checkReferences(Resource(id, type, body))
    var draft = Draft(id: id, body: body, old: old?.body, world: self)
    try type.complete(&draft)
    var resource = old ?? Resource(id, type, draft.body)
    resource.body = draft.body
    return resource
  }

  private func nameParts(_ body: inout Value, _ type: ResourceType) throws(ARMError) {
    for part in type.parts {
      let isFlat = part.own != nil
      try body.mapItems(part.list) { (item, place) throws(ARMError) in
        guard item["name"]?.string?.isEmpty == false else {
          throw ARMError(
            400, "InvalidRequestFormat",
            "Cannot parse the request: \(part.list)[\(place)] has no name.")
        }
        for key in ["id", "etag"] { item[key] = .none }
        if part.isAddressable && !isFlat { item["type"] = .none }
        if !isFlat { item.set("properties.provisioningState", nil) }
      }
    }
  }

  private mutating func store(_ new: Resource, _ old: Resource?) throws(ARMError) {
    var new = new
    if let old, old.body != new.body { new.version += 1 }
    resources[new.id.key] = new
    if old == nil { new.type.made(new, &self) }
  }
}
