// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest

extension World {
  mutating func delete(_ call: Call, _ id: ResourceID) throws(ARMError) -> Reply {
    switch place(of: id) {
    case .whole(let type):
      guard let resource = resources[id.key] else { return try absent(id) }
      try checkConditions(call, resource.etag)
      if type.key == "microsoft.resources/resourcegroups" {
        try checkGroup(resource)
      } else {
        try checkIdle(resource)
        try checkWholeUnused(resource)
      }
      guard type.pace != .atOnce || type.key == "microsoft.resources/resourcegroups" else {
        // Of a role, the answer says which one it was.
        let last = type.key == RoleAssignments.type.key ? resource.shown(in: self) : Value?.none
        remove(resource)
        return Reply(200, last)
      }
      return try begin(.delete, id, asked: id, isNew: false, call)
    case .part(let type, let part, let owner) where part.isAddressable:
      guard let resource = resources[owner.key] else { return try absent(id) }
      guard resource.body.item(part.list, named: id.name) != nil else { return Reply(204) }
      try checkIdle(resource)
      try checkUnused(id, type)
      return try begin(.delete, owner, asked: id, isNew: false, call)
    case .part, nil: throw missing(id)
    }
  }

  /// Deleting what is not there is no error, but in a group that is not there, or a group itself.
  private func absent(_ id: ResourceID) throws(ARMError) -> Reply {
    let error = missing(id)
    guard error.code != "ResourceGroupNotFound" else { throw error }
    return Reply(204)
  }

  private func checkWholeUnused(_ resource: Resource) throws(ARMError) {
    try checkUnused(resource.id, resource.type)
  }

  /// What lies in other groups may hold on to what lies in this one.
  private func checkGroup(_ group: Resource) throws(ARMError) {
    guard group.state != "Deleting" else {
      throw ARMError(
        409, "ResourceGroupBeingDeleted",
        "The resource group '\(group.id.name)' is in deprovisioning state and cannot perform this operation."
      )
    }
    for (key, resource) in resources where key.hasPrefix(group.id.key + "/") {
      guard resource.type.inUse != nil else { continue }
      let user = users(of: key).first { !$0.user.id.key.hasPrefix(group.id.key + "/") }
      guard let user else { continue }
      throw ARMError(
        409, "ResourceGroupDeletionBlocked",
        "Deletion of resource group '\(group.id.name)' failed as resources with identifiers "
          + "'\(resource.id.text)' are in use by '\(user.user.id.text)'.")
    }
  }
}
