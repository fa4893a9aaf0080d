// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest

extension World {
  /// The group, and what the resource lies in, have to be there and to stay.
  func checkSurroundings(_ id: ResourceID, _ type: ResourceType) throws(ARMError) {
    guard !settings.unregistered.contains(type.namespace) else {
      throw ARMError(
        409, "MissingSubscriptionRegistration",
        "The subscription is not registered to use namespace '\(type.namespace)'.")
    }
    if let key = id.groupID?.lowercased(), type.key != "microsoft.resources/resourcegroups" {
      guard let group = resources[key] else { throw .noGroup(id.group ?? "") }
      guard group.state != "Deleting" else {
        throw ARMError(
          409, "ResourceGroupBeingDeleted",
          "The resource group '\(group.id.name)' is in deprovisioning state and cannot perform this operation."
        )
      }
    }
    if type.isExtension {
      guard let scope = ResourceID(id.scope), scope.type.hasSuffix("/subscriptions") == false else {
        return
      }
      guard exists(scope) else { throw missing(scope) }
      if scope.typeKey == "microsoft.resources/resourcegroups", resources[scope.key] == nil {
        throw .noGroup(scope.name)
      }
    } else if type.name.split(separator: "/").count > 2 {
      guard let parent = id.parent, resources[parent.key] != nil else {
        throw ARMError(
          404, "ParentResourceNotFound",
          "Failed to perform 'write' on resource(s) of type '\(type.name)', because the parent resource "
            + "'\(id.parent?.text ?? "")' could not be found.")
      }
    }
  }

  /// Azure does one thing at a time with a resource, and with the parts of one.
  func checkIdle(_ resource: Resource) throws(ARMError) {
    guard let operation = resource.operation.flatMap({ operations[$0] }) else { return }
    guard resource.type.namespace == "Microsoft.Network" else {
      throw ARMError(
        409, "OperationNotAllowed",
        "Operation is not allowed: another operation (\(resource.state)) is in progress on "
          + "'\(resource.id.text)'.")
    }
    throw ARMError(
      409, "AnotherOperationInProgress",
      "Another operation on this or dependent resource is in progress. To retrieve status of the "
        + "operation use uri: \(path(of: operation, "operations")).")
  }

  func checkConditions(_ call: Call, _ etag: String?) throws(ARMError) {
    let error = ARMError(
      412, "PreconditionFailed",
      "Precondition failed: the etag of the request does not match that of the resource.")
    if let wanted = call.headers["If-Match"] {
      guard let etag, wanted == "*" || wanted == etag else { throw error }
    }
    if let unwanted = call.headers["If-None-Match"], let etag {
      guard unwanted != "*", unwanted != etag else { throw error }
    }
  }

  func checkLocation(_ body: inout Value, _ id: ResourceID, _ old: Resource?) throws(ARMError) {
    if let old, body["location"] == nil { body["location"] = old.body["location"] }
    guard let given = body["location"]?.string else {
      throw ARMError(
        400, "LocationRequired", "The location property is required for this definition.")
    }
    let region = given.lowercased().filter { $0 != " " }
    guard settings.regions.contains(region) else {
      throw ARMError(
        400, "LocationNotAvailableForResourceType",
        "The provided location '\(given)' is not available for resource type '\(id.type)'. List of "
          + "available regions for the resource type is '\(settings.regions.joined(separator: ","))'."
      )
    }
    if let before = old?.body["location"]?.string, before != region {
      throw ARMError(
        409, "InvalidResourceLocation",
        "The resource '\(id.name)' already exists in location '\(before)' in resource group "
          + "'\(id.group ?? id.name)'. A resource with the same name cannot be created in location '\(region)'."
      )
    }
    body["location"] = .string(region)
  }

  func checkFixed(_ body: Value, _ type: ResourceType, _ old: Resource?) throws(ARMError) {
    guard let old else { return }
    for path in type.fixed {
      guard let new = body.at("properties.\(path)"), let before = old.body.at("properties.\(path)"),
        new != before
      else { continue }
      throw ARMError(
        409, "PropertyChangeNotAllowed", "Changing property '\(path)' is not allowed.", target: path
      )
    }
  }

  func checkReferences(_ resource: Resource) throws(ARMError) {
    for reference in resource.references {
      let isThere = reference.isOwn ? resource.has(reference.id) : exists(reference.id)
      guard isThere else {
        throw ARMError(
          400, "InvalidResourceReference",
          "Resource \(reference.id.text) referenced by resource \(resource.id.text) was not found. Please "
            + "make sure that the referenced resource exists, and that both resources are in the same region.",
          target: reference.path)
      }
      if !reference.isOwn { try checkOther(reference, of: resource) }
    }
  }

  private func checkOther(_ reference: Reference, of resource: Resource) throws(ARMError) {
    let key = resources[reference.id.key] != nil ? reference.id.key : reference.id.parent?.key ?? ""
    guard let other = resources[key] else { return }
    if other.state == "Updating" || other.state == "Creating", other.isNewlyBusy(self) {
      throw ARMError(
        409, "ReferencedResourceNotProvisioned",
        "Cannot proceed with operation because resource \(other.id.text) used by resource "
          + "\(resource.id.text) is not in Succeeded state. Resource is in \(other.state) state.")
    }
    if let code = other.type.inUseTwice {
      for user in users(of: key) where user.user.id.key != resource.id.key {
        throw ARMError(
          400, code,
          "Resource \(other.id.text) is already in use by \(user.user.id.text), and cannot be used by "
            + "\(resource.id.text).")
      }
    }
  }

  /// Parts that somebody uses cannot be left out.
  func checkParts(_ new: Resource, _ old: Resource?) throws(ARMError) {
    guard let old else { return }
    for part in new.type.parts {
      for item in old.body.items(part.list) {
        let name = item["name"]?.string ?? ""
        guard new.body.item(part.list, named: name) == nil else { continue }
        guard let id = ResourceID("\(old.id.text)/\(part.word)/\(name)") else { continue }
        try checkUnused(id, old.type)
      }
    }
  }

  func checkUnused(_ id: ResourceID, _ type: ResourceType) throws(ARMError) {
    guard let (status, code) = type.inUse, let user = users(of: id.key).first else { return }
    let isSubnet = user.reference.id.typeKey.hasSuffix("/subnets")
    throw ARMError(
      status, isSubnet ? "InUseSubnetCannotBeDeleted" : code,
      "\(id.shortName) is in use by \(user.user.id.text) (\(user.reference.path)) and cannot be deleted."
    )
  }
}

extension Resource {
  /// Whether a part of its own is there.
  func has(_ id: ResourceID) -> Bool {
    guard let part = type.part(of: id) else { return true }
    return body.item(part.list, named: id.name) != nil
  }

  /// Whether it is being made: while it is only being changed, others may refer to it.
  func isNewlyBusy(_ world: World) -> Bool {
    guard let operation = operation.flatMap({ world.operations[$0] }) else { return false }
    return operation.asked.key == id.key && version == 1
  }
}
