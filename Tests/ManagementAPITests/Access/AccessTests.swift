// SPDX-License-Identifier: Apache-2.0

import Kube
import Log
import ManagementAPI
import Manifest
import PKI
import Testing

struct AccessTests {
  static let group = "authorization.k8s.io"

  private func ask(
    _ kind: String, _ spec: Value, token: String = "right", _ caller: APICaller
  ) async throws -> APICaller.Reply {
    let sent: Value = [
      "apiVersion": .string("\(Self.group)/v1"), "kind": .string(kind), "spec": spec,
    ]
    let path = "/apis/\(Self.group)/v1/\(kind.lowercased())s"
    return try await caller.send("POST", path, sent, token: token)
  }

  private func may(
    _ verb: String, _ resource: String, in namespace: String = "", _ account: String,
    _ caller: APICaller
  ) async throws -> Bool {
    let reply = try await ask(
      "SubjectAccessReview",
      [
        "user": .string("system:serviceaccount:demo:\(account)"),
        "resourceAttributes": [
          "verb": .string(verb), "resource": .string(resource), "namespace": .string(namespace),
        ],
      ], caller)
    return reply.value["status", "allowed"] == true
  }

  private func make(_ path: String, _ text: String, _ caller: APICaller) async throws {
    let reply = try await caller.send(
      "POST", "/apis/rbac.authorization.k8s.io/v1/\(path)", try JSON.parse(text))
    #expect(reply.status == 201)
  }

  @Test func `an administrator may do everything, a reader may read all but secrets`()
    async throws
  {
    try await APICaller.run { caller in
      let questions: [(String, String, String, Bool)] = [
        ("right", "delete", "secrets", true), ("look", "list", "pods", true),
        ("look", "get", "secrets", false), ("look", "create", "pods", false),
        ("look", "get", "pods/status", true),
      ]
      for (token, verb, resource, expected) in questions {
        let reply = try await ask(
          "SelfSubjectAccessReview",
          ["resourceAttributes": ["verb": .string(verb), "resource": .string(resource)]],
          token: token, caller)
        #expect(reply.value["status", "allowed"] == .bool(expected))
      }
      let refused = try await caller.send(
        "POST", "/api/v1/namespaces/demo/configmaps", [:], token: "look")
      #expect(
        refused.message
          == "configmaps is forbidden: User \"reader\" cannot create resource \"configmaps\" in API "
          + "group \"\" in the namespace \"demo\"")
    }
  }

  @Test func `roles allow what they say, where they are bound`() async throws {
    try await APICaller.run { caller in
      #expect(try await !may("list", "pods", in: "demo", "robot", caller))
      try await make(
        "namespaces/demo/roles",
        #"""
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "r"},
         "rules": [{"apiGroups": [""], "resources": ["pods", "pods/eviction"],
                    "verbs": ["list", "create"]}]}
        """#, caller)
      try await make(
        "namespaces/demo/rolebindings",
        #"""
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
         "metadata": {"name": "b"}, "subjects": [{"kind": "ServiceAccount", "name": "robot"}],
         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "r"}}
        """#, caller)
      #expect(try await may("list", "pods", in: "demo", "robot", caller))
      #expect(try await !may("list", "pods", in: "other", "robot", caller))
      #expect(try await !may("list", "pods", in: "demo", "android", caller))
      #expect(try await !may("delete", "pods", in: "demo", "robot", caller))
      #expect(try await !may("list", "secrets", in: "demo", "robot", caller))
      try await make(
        "clusterroles",
        #"""
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
         "metadata": {"name": "c"},
         "rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["get"]}]}
        """#, caller)
      try await make(
        "clusterrolebindings",
        #"""
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
         "metadata": {"name": "g"},
         "subjects": [{"kind": "Group", "name": "everybody"},
                      {"kind": "ServiceAccount", "namespace": "demo", "name": "android"}],
         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "c"}}
        """#, caller)
      #expect(try await may("get", "secrets", in: "anywhere", "android", caller))
      #expect(try await !may("get", "secrets", in: "anywhere", "robot", caller))
    }
  }

  @Test func `reviews answer who one is and what one may do`() async throws {
    try await APICaller.run { caller in
      let rules = try await ask(
        "SelfSubjectRulesReview", ["namespace": "demo"], caller
      ).value["status"]
      #expect(
        rules?["resourceRules"]?.list?.contains([
          "verbs": ["*"], "apiGroups": ["*"], "resources": ["*"],
        ]) == true)
      let own = try await caller.send(
        "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews",
        ["apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"], token: "look")
      #expect(own.value["status", "userInfo", "username"] == "reader")
    }
  }

  @Test func `one who may be taken for another is, and for nobody else`() async throws {
    try await APICaller.run { caller in
      let path = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
      let sent: Value = [
        "apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview",
      ]
      let other = try await caller.send(
        "POST", path, sent, headers: ["Impersonate-User": "system:serviceaccount:demo:robot"])
      let user = other.value["status", "userInfo"]
      #expect(user?["username"] == "system:serviceaccount:demo:robot")
      #expect(user?["groups"]?.list?.contains("system:serviceaccounts:demo") == true)
      let powerless = try await caller.send(
        "GET", "/api/v1/secrets", headers: ["Impersonate-User": "someone"])
      #expect(powerless.status == 403)
      let refused = try await caller.send(
        "POST", path, sent, token: "look", headers: ["Impersonate-User": "admin"])
      #expect(
        refused.message
          == "users \"admin\" is forbidden: User \"reader\" cannot impersonate resource "
          + "\"users\" in API group \"\" at the cluster scope")
    }
  }

  @Test func `a review that asks nothing is refused, and none is kept`() async throws {
    try await APICaller.run { caller in
      let empty = try await ask("SelfSubjectAccessReview", [:], caller)
      #expect(
        empty.message
          == ".authorization.k8s.io \"\" is invalid: spec.resourceAttributes: Invalid value: "
          + "\"null\": exactly one of nonResourceAttributes or resourceAttributes must be specified"
      )
      let reviews = "/apis/authentication.k8s.io/v1/tokenreviews"
      let blank = try await caller.send(
        "POST", reviews,
        ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": [:]])
      #expect(blank.message == "token is required for TokenReview in authentication")
      #expect(try await caller.send("GET", reviews).status == 405)
      #expect(try await caller.send("GET", reviews + "?watch=1").status == 405)
      let listed = try await caller.send("GET", "/apis/authentication.k8s.io/v1").value
      let verbs = listed["resources"]?.list?.map { $0["verbs"] ?? .null }
      #expect(verbs == [["create"], ["create"]])
    }
  }
}
