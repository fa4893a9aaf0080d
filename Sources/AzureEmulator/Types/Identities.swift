// SPDX-License-Identifier: Apache-2.0

import Manifest

/// The identity that a resource has, in the field `identity`.
enum Identity {
  static func complete(_ draft: inout Draft) {
    guard let type = draft.body.text("identity.type") else { return }
    if type.contains("SystemAssigned") {
      draft.body.set("identity.principalId", .string(draft.uuid("principal")))
      draft.body.set("identity.tenantId", .string(draft.world.settings.tenant))
    }
    guard let assigned = draft.body.at("identity.userAssignedIdentities")?.map else { return }
    var shown = Map()
    for entry in assigned where !entry.value.isNull {
      let identity = draft.world.resources[entry.key.lowercased()]?.body
      shown[entry.key] = [
        "principalId": identity?.at("properties.principalId") ?? "",
        "clientId": identity?.at("properties.clientId") ?? "",
      ]
    }
    draft.body.set("identity.userAssignedIdentities", .map(shown))
  }
}

enum UserAssignedIdentities {
  static let type = {
    var type = ResourceType("Microsoft.ManagedIdentity/userAssignedIdentities", "2024-11-30")
    type.pace = .atOnce
    type.readOnly = ["principalId", "clientId", "tenantId"]
    type.complete = { (draft) throws(ARMError) in
      draft.body.set("properties.principalId", .string(draft.uuid("principal")))
      draft.body.set("properties.clientId", .string(draft.uuid("client")))
      draft.body.set("properties.tenantId", .string(draft.world.settings.tenant))
    }
    type.render = { value, _, _ in value.set("properties.provisioningState", nil) }
    return type
  }()
}

enum RoleAssignments {
  static let type = {
    var type = ResourceType("Microsoft.Authorization/roleAssignments", "2022-04-01")
    type.pace = .atOnce
    type.isTracked = false
    type.isExtension = true
    type.fixed = ["principalId", "roleDefinitionId"]
    type.complete = { (draft) throws(ARMError) in try complete(&draft) }
    return type
  }()

  private static func complete(_ draft: inout Draft) throws(ARMError) {
    guard let principal = draft.body.text("properties.principalId"),
      let role = draft.body.text("properties.roleDefinitionId")
    else {
      throw ARMError(
        400, "BadRequestFormat",
        "The request was incorrectly formatted: principalId and roleDefinitionId are needed.")
    }
    guard draft.id.name.wholeMatch(of: /[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/) != nil
    else {
      throw ARMError(
        400, "InvalidRoleAssignmentId",
        "The role assignment ID '\(draft.id.name)' is not valid. It must be a GUID.")
    }
    let key = draft.id.key
    let scope = draft.id.scope.lowercased()
    let twin = draft.world.all(type.name).first {
      $0.id.key != key && $0.id.scope.lowercased() == scope
        && $0.body.text("properties.principalId") == principal
        && $0.body.text("properties.roleDefinitionId")?.lowercased() == role.lowercased()
    }
    guard twin == nil else {
      throw ARMError(409, "RoleAssignmentExists", "The role assignment already exists.")
    }
    let time = Value.string(draft.world.time(draft.world.now))
    draft.body.fill("properties.principalType", "ServicePrincipal")
    draft.body.set("properties.scope", .string(draft.id.scope))
    draft.body.set("properties.createdOn", draft.old?.at("properties.createdOn") ?? time)
    draft.body.set("properties.updatedOn", time)
  }
}
