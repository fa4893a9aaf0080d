// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest

extension World {
  /// What a virtual machine finds at 169.254.169.254, and what clients ask of a cloud they do not know.
  ///
  /// Which machine asks, the way it came by says, or else the settings.
  mutating func metadata(_ call: Call, _ words: ArraySlice<Substring>) -> Reply {
    let path = words.joined(separator: "/")
    if call.method == "GET", path == "endpoints" { return Reply(200, endpoints(call)) }
    do throws(ARMError) {
      guard call.headers["Metadata"]?.lowercased() == "true" else {
        throw ARMError(
          400, "invalid_request", "Required metadata header not specified or not correct")
      }
      guard call.apiVersion != nil else {
        throw ARMError(400, "Bad request", "api-version was not specified in the request")
      }
      guard let id = call.machine ?? settings.machine, let machine = resources[id.lowercased()]
      else {
        throw ARMError(404, "not_found", "No virtual machine asks.")
      }
      if path == "identity/oauth2/token" { return try identityToken(call, machine) }
      guard words.first == "instance" else { throw nothing(at: call) }
      return try tell(instance(machine), words.dropFirst(), call)
    } catch {
      let body: Value = ["error": .string(error.code), "error_description": .string(error.message)]
      return Reply(error.status, body)
    }
  }

  private func nothing(at call: Call) -> ARMError {
    ARMError(404, "not_found", "There is nothing at '\(call.path)'.")
  }

  /// What lies at a place in what is known of a machine: a tree as JSON, a leaf as text.
  private func tell(
    _ instance: Value, _ words: ArraySlice<Substring>, _ call: Call
  ) throws(ARMError) -> Reply {
    var value = instance
    for word in words {
      let items = value.list ?? []
      let item = items.indices.first { String($0) == word }.map { items[$0] }
      let entry = value.map?.first { $0.key.lowercased() == word }?.value
      guard let inner = item ?? entry else { throw nothing(at: call) }
      value = inner
    }
    guard value.map == nil, value.list == nil else { return Reply(200, value) }
    guard call.parameter("format")?.lowercased() == "text" else {
      throw ARMError(400, "Bad request", "A leaf is told as text: format=text is missing")
    }
    var reply = Reply(200)
    reply.text = value.string ?? JSON.text(value)
    return reply
  }

  /// All identities that resources have: their own, and ones that were made apart.
  var identities: [Client] {
    all("Microsoft.ManagedIdentity/userAssignedIdentities").map { identity in
      Client(
        id: identity.body.text("properties.clientId") ?? "",
        value: ["object": identity.body.at("properties.principalId") ?? .null])
    }
      + resources.values.compactMap { resource in
        guard let object = resource.body.at("identity.principalId") else { return nil }
        return Client(id: stableUUID("client \(resource.id.key)"), value: ["object": object])
      }
  }

  private func identityToken(_ call: Call, _ machine: Resource) throws(ARMError) -> Reply {
    guard let audience = call.parameter("resource") else {
      throw ARMError(400, "invalid_request", "Required query variable 'resource' is missing")
    }
    let client = try identity(call, of: machine)
    let (token, claims) = grant(client, tenant: settings.tenant, for: audience)
    let until = claims["exp"]?.int ?? 0
    return Reply(
      200,
      [
        "access_token": .string(token), "client_id": .string(client.id),
        "expires_in": .string(String(settings.tokenSeconds)), "expires_on": .string(String(until)),
        "ext_expires_in": .string(String(settings.tokenSeconds)),
        "not_before": .string(String(until - Int64(settings.tokenSeconds))),
        "resource": .string(audience), "token_type": "Bearer",
      ])
  }

  /// The identity that is asked for, or the only one that the machine has.
  private func identity(_ call: Call, of machine: Resource) throws(ARMError) -> Client {
    let assigned = (machine.body.at("identity.userAssignedIdentities")?.map ?? [:]).keys
    var own = assigned.compactMap { id in
      resources[id.lowercased()].flatMap { identity in
        identities.first { $0.id == identity.body.text("properties.clientId") }.map { (id, $0) }
      }
    }
    if let object = machine.body.text("identity.principalId") {
      own += identities.filter { $0.object == object }.map { (machine.id.text, $0) }
    }
    let wanted = ["client_id", "object_id", "principal_id", "msi_res_id", "mi_res_id"]
      .compactMap { call.parameter($0)?.lowercased() }.first
    let found = own.filter { id, client in
      wanted.map { [id.lowercased(), client.id, client.object].contains($0) } ?? true
    }
    guard let first = found.first else {
      throw ARMError(400, "invalid_request", "Identity not found")
    }
    guard found.count == 1 else {
      throw ARMError(
        400, "invalid_request",
        "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity"
      )
    }
    return first.1
  }

  /// What is known of a machine, for itself.
  func instance(_ machine: Resource) -> Value {
    let body = machine.body
    let tags = (body["tags"]?.map ?? [:]).map { "\($0.key):\($0.value.string ?? "")" }
    return [
      "compute": [
        "azEnvironment": "AzurePublicCloud", "location": body["location"] ?? "",
        "name": .string(machine.id.name), "osType": "Linux",
        "resourceGroupName": .string(machine.id.group ?? ""),
        "resourceId": .string(machine.id.text),
        "subscriptionId": .string(machine.id.subscription ?? ""),
        "tags": .string(tags.joined(separator: ";")),
        "vmId": body.at("properties.vmId") ?? "",
        "vmSize": body.at("properties.hardwareProfile.vmSize") ?? "",
        "zone": body.items("zones").first ?? "",
      ],
      "network": ["interface": .list(interfaces(of: machine).map(interface))],
    ]
  }

  private func interface(_ interface: Value) -> Value {
    let addresses = interface.items("properties.ipConfigurations").map { configuration -> Value in
      [
        "privateIpAddress": configuration.at("properties.privateIPAddress") ?? "",
        "publicIpAddress": "",
      ]
    }
    return [
      "ipv4": ["ipAddress": .list(addresses)],
      "macAddress": interface.at("properties.macAddress") ?? "",
    ]
  }

  /// The cloud, as `az cloud register` asks for it.
  private func endpoints(_ call: Call) -> Value {
    let base = Value.string(call.base)
    return [
      "name": "emulator", "portal": base, "graph": base, "graphAudience": base, "gallery": base,
      "resourceManager": base, "resourceManagerEndpoint": base,
      "activeDirectoryGraphResourceId": base, "microsoftGraphResourceId": base,
      "authentication": [
        "loginEndpoint": base, "audiences": [base], "tenant": "common",
        "identityProvider": "AAD",
      ],
      "suffixes": ["storage": "core.emulator", "keyVaultDns": "vault.emulator"],
    ]
  }
}
