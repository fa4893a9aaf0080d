// SPDX-License-Identifier: Apache-2.0

import Manifest

extension World {
  /// Answers calls for what the emulator knows without being told: subscriptions, regions, sizes,
  /// limits. Nil for all other calls.
  mutating func browse(_ call: Call) throws(ARMError) -> Reply? {
    let words = call.path.split(separator: "/").map(String.init)
    let lower = words.map { $0.lowercased() }
    if lower == ["tenants"] { return page([tenant], call) }
    if lower == ["subscriptions"] { return page(settings.subscriptions.map(subscription), call) }
    guard lower.first == "subscriptions", words.count >= 2 else {
      return lower == ["providers"] ? page(Catalog.namespaces.map { provider($0) }, call) : nil
    }
    switch (call.method, Array(lower.dropFirst(2))) {
    case ("GET", []): return Reply(200, subscription(words[1]))
    case ("GET", ["locations"]): return page(settings.regions.map { region($0, words[1]) }, call)
    case ("GET", ["providers"]): return page(Catalog.namespaces.map { provider($0) }, call)
    case ("GET", let rest) where rest.last == "resources" && !rest.contains("providers"):
      return inventory("/" + lower.dropLast().joined(separator: "/") + "/", call)
    case ("GET", let rest) where rest.count == 2 && rest[0] == "providers":
      return Reply(200, provider(words[3]))
    case ("POST", let rest)
    where rest.count == 3 && rest[0] == "providers" && rest[2] == "register":
      return Reply(200, provider(words[3]))
    case ("GET", ["providers", "microsoft.compute", "skus"]):
      return page(Filter(call.parameter("$filter")).apply(to: settings.skus), call)
    case ("GET", let rest) where rest.suffix(2) == ["microsoft.authorization", "roledefinitions"]:
      return page(Filter(call.parameter("$filter")).apply(to: Roles.all(words[1])), call)
    case ("GET", let rest) where rest.count == 5 && rest[2] == "locations":
      return regional(rest[1], rest[3], rest[4], call)
    default: return nil
    }
  }

  private func inventory(_ prefix: String, _ call: Call) -> Reply {
    let found = resources.values.filter { $0.type.isTracked && $0.id.key.hasPrefix(prefix) }
      .sorted { $0.id.key < $1.id.key }.map { $0.shown(in: self) }
    return page(Filter(call.parameter("$filter")).apply(to: found), call)
  }

  private var tenant: Value {
    [
      "id": .string("/tenants/\(settings.tenant)"), "tenantId": .string(settings.tenant),
      "displayName": "emulator", "tenantCategory": "Home",
    ]
  }

  private func subscription(_ id: String) -> Value {
    [
      "id": .string("/subscriptions/\(id)"), "subscriptionId": .string(id),
      "tenantId": .string(settings.tenant), "state": "Enabled",
      "displayName": .string(settings.subscription(id) ?? ""),
      "authorizationSource": "RoleBased",
    ]
  }

  private func region(_ name: String, _ subscription: String) -> Value {
    [
      "id": .string("/subscriptions/\(subscription)/locations/\(name)"), "name": .string(name),
      "type": "Region", "displayName": .string(name), "regionalDisplayName": .string(name),
      "metadata": ["regionType": "Physical", "regionCategory": "Recommended"],
    ]
  }

  private func provider(_ namespace: String) -> Value {
    let types = Catalog.all.filter { $0.namespace.lowercased() == namespace.lowercased() }
    let values = types.map { type -> Value in
      [
        "resourceType": .string(type.name.split(separator: "/").dropFirst().joined(separator: "/")),
        "locations": .list(settings.regions.map { .string($0) }),
        "apiVersions": [.string(type.version)],
      ]
    }
    return [
      "id": .string("/providers/\(namespace)"),
      "namespace": .string(types.first?.namespace ?? namespace),
      "registrationState": "Registered", "resourceTypes": .list(values),
    ]
  }

  private func regional(_ namespace: String, _ region: String, _ word: String, _ call: Call)
    -> Reply?
  {
    switch (namespace, word) {
    case ("microsoft.compute", "usages"): return page(Quota.usages(in: region, self), call)
    case ("microsoft.containerservice", "kubernetesversions"):
      return Reply(200, ["values": .list(settings.kubernetesVersions.map(ManagedClusters.offer))])
    default: return nil
    }
  }
}
