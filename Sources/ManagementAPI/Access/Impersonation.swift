// SPDX-License-Identifier: Apache-2.0

import HTTP
import Kube

/// Whom a caller asks to be taken for, by the headers that Kubernetes has for it. Pure.
struct Impersonation {
  private let name: String
  private let groups: [String]

  /// Nil where the caller is content to be who it is.
  init?(_ headers: HTTPHeaders) throws(StatusError) {
    let groups = headers.all("Impersonate-Group")
    guard let name = headers["Impersonate-User"], !name.isEmpty else {
      if groups.isEmpty { return nil }
      throw .badRequest(
        "requested [{Group  \(groups[0])}] without impersonating a user")
    }
    self.name = name
    self.groups = groups
  }

  /// All that the caller must be allowed to be.
  var attempts: [(Attempt, Address)] {
    let account = accountParts.map { Self.attempt("serviceaccounts", $0.name, in: $0.namespace) }
    return [account ?? Self.attempt("users", name)] + groups.map { Self.attempt("groups", $0) }
  }

  var user: User {
    if let (namespace, name) = accountParts, groups.isEmpty {
      return User(account: name, in: namespace, uid: "")
    }
    let basic = "system:authenticated"
    return User(named: name, uid: "", groups: groups.contains(basic) ? groups : groups + [basic])
  }

  private var accountParts: (namespace: String, name: String)? {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount" else { return nil }
    return (parts[2], parts[3])
  }

  private static func attempt(
    _ plural: String, _ name: String, in namespace: String? = nil
  ) -> (Attempt, Address) {
    let resource = Resource(group: "", version: "v1", plural: plural)
    let address = Address(resource, namespace: namespace, name: name)
    var attempt = Attempt("GET", at: address, isWatch: false)
    attempt.verb = "impersonate"
    return (attempt, address)
  }
}
