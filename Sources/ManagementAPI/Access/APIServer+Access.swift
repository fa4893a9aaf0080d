// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension APIServer {
  func allows(_ user: User, _ attempt: Attempt, in cluster: String) -> Bool {
    rules(for: user, in: attempt.namespace, cluster).contains { $0.allows(attempt) }
  }

  /// All that a user may do in a namespace, or without one.
  func rules(for user: User, in namespace: String, _ cluster: String) -> [Rule] {
    switch user.role {
    case .admin?: Rule.basics + Rule.everything
    case .reader?:
      Rule.basics + Rule.reading(catalog(of: cluster)) + bound(user, namespace, cluster)
    case nil: Rule.basics + bound(user, namespace, cluster)
    }
  }

  /// What bindings give to a user.
  private func bound(_ user: User, _ namespace: String, _ cluster: String) -> [Rule] {
    var bindings = Array(store.list(rbac("clusterrolebindings", cluster)).objects)
    if !namespace.isEmpty {
      bindings += store.list(rbac("rolebindings", cluster), in: namespace)
    }
    return bindings.filter { Self.binds($0, user) }.flatMap { binding in
      let role = binding.body["roleRef"]
      let isLocal = role?["kind"]?.string == "Role"
      let key = StoreKey(
        rbac(isLocal ? "roles" : "clusterroles", cluster),
        namespace: isLocal ? binding.key.namespace : "", name: role?["name"]?.string ?? "")
      return (store.find(key)?.body["rules"]?.list ?? []).map { Rule($0) }
    }
  }

  private func rbac(_ plural: String, _ cluster: String) -> Collection {
    Collection(cluster: cluster, resource: "\(plural).rbac.authorization.k8s.io")
  }

  private static func binds(_ binding: StoredObject, _ user: User) -> Bool {
    (binding.body["subjects"]?.list ?? []).contains { subject in
      let name = subject["name"]?.string ?? ""
      switch subject["kind"]?.string {
      case "User": return name == user.name
      case "Group": return user.groups.contains(name)
      case "ServiceAccount":
        let namespace = subject["namespace"]?.string ?? binding.key.namespace
        return user.name == "system:serviceaccount:\(namespace):\(name)"
      default: return false
      }
    }
  }
}
