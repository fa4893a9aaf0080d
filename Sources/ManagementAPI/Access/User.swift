// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Who makes a call.
struct User: Sendable, Hashable {
  static let masters = "system:masters"

  let name: String
  var uid = ""
  var groups: [String] = []
  /// What the way in allows; without one, what is bound to the user's name and groups.
  var role: Authenticator.Role?

  /// Whoever is in this process, or may use its socket.
  static let local = User("local", .admin)

  init(_ name: String, _ role: Authenticator.Role) {
    self.name = name
    self.role = role
    groups = (role == .admin ? [Self.masters] : []) + ["system:authenticated"]
  }

  init(account: String, in namespace: String, uid: String) {
    name = "system:serviceaccount:\(namespace):\(account)"
    self.uid = uid
    groups = [
      "system:serviceaccounts", "system:serviceaccounts:\(namespace)", "system:authenticated",
    ]
  }

  /// Somebody of whom no more is known.
  init(named name: String, uid: String, groups: [String]) {
    self.name = name
    self.uid = uid
    self.groups = groups
    if groups.contains(Self.masters) { role = .admin }
  }

  /// As reviews tell it.
  var value: Value {
    var value: Value = ["username": .string(name)]
    if !uid.isEmpty { value["uid"] = .string(uid) }
    value["groups"] = .list(groups.map { .string($0) })
    return value
  }
}
