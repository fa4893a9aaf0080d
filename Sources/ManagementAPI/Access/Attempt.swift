// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What somebody wants to do, as far as permission goes.
struct Attempt: Sendable, Hashable {
  var verb: String
  var group = ""
  /// With a subresource: `pods/eviction`.
  var resource = ""
  var namespace = ""
  var name = ""
  /// Of no resource: `/metrics`.
  var path: String?

  init(_ verb: String, path: String) {
    self.verb = verb
    self.path = path
  }

  init(_ method: String, at address: Address, isWatch: Bool) {
    switch (method, address.name) {
    case ("POST", _): verb = "create"
    case ("PUT", _): verb = "update"
    case ("PATCH", _): verb = "patch"
    case ("DELETE", nil): verb = "deletecollection"
    case ("DELETE", _): verb = "delete"
    case (_, nil): verb = isWatch ? "watch" : "list"
    default: verb = isWatch ? "watch" : "get"
    }
    group = address.resource.group
    resource = address.resource.plural + (address.subresource.map { "/\($0)" } ?? "")
    namespace = address.namespace ?? ""
    name = address.name ?? ""
  }

  /// As an access review asks; nil where it asks of both kinds, or of none.
  init?(review spec: Value) {
    switch (spec["resourceAttributes"], spec["nonResourceAttributes"]) {
    case (let asked?, nil) where !asked.isNull:
      verb = asked["verb"]?.string ?? ""
      group = asked["group"]?.string ?? ""
      let door = asked["subresource"]?.string ?? ""
      resource = (asked["resource"]?.string ?? "") + (door.isEmpty ? "" : "/\(door)")
      namespace = asked["namespace"]?.string ?? ""
      name = asked["name"]?.string ?? ""
    case (nil, let asked?) where !asked.isNull:
      verb = asked["verb"]?.string ?? ""
      path = asked["path"]?.string ?? ""
    default: return nil
    }
  }

  /// `User "x" cannot list resource "pods" in API group "" at the cluster scope`
  func refusal(_ user: User) -> String {
    let place = namespace.isEmpty ? "at the cluster scope" : "in the namespace \"\(namespace)\""
    return "User \"\(user.name)\" cannot \(verb) resource \"\(resource)\" in API group "
      + "\"\(group)\" \(place)"
  }
}
