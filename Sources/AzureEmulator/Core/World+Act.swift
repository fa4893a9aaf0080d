// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest

extension World {
  /// POST of an action.
  mutating func act(_ call: Call, _ id: ResourceID) throws(ARMError) -> Reply {
    guard let owner = id.parent, let type = Catalog.types[owner.typeKey],
      let action = type.actions[id.lastWord.lowercased()]
    else {
      throw ARMError(404, "NotFound", "There is no action '\(id.lastWord)' on '\(id.scope)'.")
    }
    guard var resource = resources[owner.key] else { throw missing(owner) }
    if action.isSlow { try checkIdle(resource) }
    let answer = try action.run(&resource.body, resource, self, call)
    guard action.isSlow else { return answer == .none ? Reply(204) : Reply(200, answer) }
    resources[owner.key] = resource
    return try begin(.action, owner, asked: owner, isNew: false, call, answer: answer)
  }

  /// GET of what has no name at its end: a view of a resource, or all of a type.
  func view(_ call: Call, _ id: ResourceID) throws(ARMError) -> Reply {
    if let owner = id.parent, let type = Catalog.types[owner.typeKey],
      let view = type.views[id.lastWord.lowercased()]
    {
      guard let resource = resources[owner.key] else { throw missing(owner) }
      return Reply(200, view(resource, self))
    }
    if let machines = ScaleSets.list(id, in: self) {
      if let key = id.groupID?.lowercased(), resources[key] == nil {
        throw .noGroup(id.group ?? "")
      }
      return page(machines, call)
    }
    return try list(call, id)
  }

  private func list(_ call: Call, _ id: ResourceID) throws(ARMError) -> Reply {
    if let owner = id.parent, let type = Catalog.types[owner.typeKey],
      let part = type.part(of: id)
    {
      guard let resource = resources[owner.key] else { throw missing(owner) }
      return page(resource.shown(in: self).items(part.list), call)
    }
    guard Catalog.types[id.typeKey] != nil else { throw missing(id) }
    if let key = id.groupID?.lowercased(), resources[key] == nil { throw .noGroup(id.group ?? "") }
    let isDeep = id.typeKey == RoleAssignments.type.key
    let found = resources.values.filter { resource in
      resource.type.key == id.typeKey
        && (isDeep ? resource.concerns(id.scope) : resource.id.key.hasPrefix(id.within))
    }
    let values = found.sorted { $0.id.key < $1.id.key }.map { $0.shown(in: self) }
    return page(Filter(call.parameter("$filter")).apply(to: values), call)
  }

  /// One page of a list, and where the next one is.
  func page(_ values: [Value], _ call: Call) -> Reply {
    let from = call.parameter("$skiptoken").flatMap { Int($0) } ?? 0
    let size = settings.pageSize
    let rest = values.dropFirst(from)
    var body: Value = ["value": .list(Array(size > 0 ? rest.prefix(size) : rest))]
    if size > 0, rest.count > size {
      let query =
        call.query.filter { $0.name.lowercased() != "$skiptoken" }
        .map { "\($0.name)=\($0.value.replacing(" ", with: "%20"))" } + [
          "$skiptoken=\(from + size)"
        ]
      body["nextLink"] = .string("\(call.base)\(call.path)?\(query.joined(separator: "&"))")
    }
    return Reply(200, body)
  }
}

extension ResourceID {
  /// What the ids in this collection begin with.
  fileprivate var within: String {
    let words = type.split(separator: "/").count
    let above = words > 2 ? parent?.key ?? scope : scope
    return above.lowercased() + "/"
  }
}

extension Resource {
  /// Whether a role given here counts at a scope, or below it.
  fileprivate func concerns(_ scope: String) -> Bool {
    let own = id.scope.lowercased() + "/"
    let asked = scope.lowercased() + "/"
    return own.hasPrefix(asked) || asked.hasPrefix(own)
  }
}

/// The few forms of `$filter` that clients use: `a eq 'b' and c eq 'd'`.
struct Filter {
  private var wanted: [String: String] = [:]

  init(_ text: String?) {
    for match in (text ?? "").matches(of: /([A-Za-z\/]+) eq '([^']*)'/) {
      wanted[String(match.1).lowercased()] = String(match.2)
    }
    if let match = (text ?? "").firstMatch(of: /assignedTo\('([^']*)'\)/) {
      wanted["principalid"] = String(match.1)
    }
  }

  func apply(to values: [Value]) -> [Value] {
    values.filter { value in
      wanted.allSatisfy { key, text in
        switch key {
        case "tagname": value.at("tags")?[text] != nil
        case "tagvalue": value.at("tags")?.map?.contains { $0.value == .string(text) } ?? false
        case "resourcetype": value.text("type")?.lowercased() == text.lowercased()
        case "location":
          value.items("locations").contains(.string(text)) || value.text("location") == text
        case "rolename": value.text("properties.roleName") == text
        default: value.text("properties.\(key == "principalid" ? "principalId" : key)") == text
        }
      }
    }
  }
}
