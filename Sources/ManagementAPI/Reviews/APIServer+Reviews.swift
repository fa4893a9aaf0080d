// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension APIServer {
  /// Questions in the shape of objects: they are answered, and not kept.
  func review(
    _ call: Call, by caller: Caller, _ context: Context
  ) throws(StatusError) -> Reply {
    guard case .create(let sent) = call.verb, context.address.subresource == nil else {
      throw .methodNotAllowed()
    }
    try checkKind(of: sent, context)
    var status: Value
    switch context.kind.kind {
    case "TokenReview": status = try tokenReview(sent.spec, caller, context)
    case "SelfSubjectReview": status = ["userInfo": caller.user.value]
    case "SelfSubjectRulesReview": status = try rulesReview(sent.spec, caller, context)
    case "SelfSubjectAccessReview": status = try accessReview(sent.spec, caller.user, context)
    default: status = try accessReview(sent.spec, try Self.subject(sent.spec), context)
    }
    var answer: Value = ["kind": .string(sent.kind), "apiVersion": .string(sent.apiVersion)]
    answer["metadata"] = sent.value["metadata"] ?? [:]
    answer["metadata"]?["creationTimestamp"] = .null
    if context.kind.kind != "SelfSubjectReview" { answer["spec"] = sent.spec }
    answer["status"] = status
    return Reply(answer, created: true)
  }

  private func accessReview(
    _ spec: Value, _ user: User, _ context: Context
  ) throws(StatusError) -> Value {
    guard let attempt = Attempt(review: spec) else {
      throw .invalid(
        GroupKind(group: context.kind.group, kind: ""), name: "",
        [
          .invalid(
            "spec.resourceAttributes", "null",
            "exactly one of nonResourceAttributes or resourceAttributes must be specified")
        ])
    }
    let allowed = allows(user, attempt, in: context.cluster)
    return ["allowed": .bool(allowed)]
  }

  private static func subject(_ spec: Value) throws(StatusError) -> User {
    let name = spec["user"]?.string ?? ""
    let groups = (spec["groups"]?.list ?? []).compactMap(\.string)
    guard !name.isEmpty || !groups.isEmpty else {
      throw .invalid(
        GroupKind(group: "authorization.k8s.io", kind: ""), name: "",
        [.invalid("spec.user", "", "at least one of user or group must be specified")])
    }
    return User(named: name, uid: spec["uid"]?.string ?? "", groups: groups)
  }

  private func rulesReview(
    _ spec: Value, _ caller: Caller, _ context: Context
  ) throws(StatusError) -> Value {
    guard let namespace = spec["namespace"]?.string, !namespace.isEmpty else {
      throw .badRequest("no namespace on request")
    }
    let rules = rules(for: caller.user, in: namespace, context.cluster)
    return [
      "resourceRules": .list(rules.filter(\.paths.isEmpty).map(\.value)),
      "nonResourceRules": .list(rules.filter { !$0.paths.isEmpty }.map(\.value)),
      "incomplete": false,
    ]
  }

  private func tokenReview(
    _ spec: Value, _ caller: Caller, _ context: Context
  ) throws(StatusError) -> Value {
    guard let token = spec["token"]?.string, !token.isEmpty else {
      throw .badRequest("token is required for TokenReview in authentication")
    }
    let asked = (spec["audiences"]?.list ?? []).compactMap(\.string)
    let own = tokens?.issuer ?? TokenAuthority.defaultIssuer
    let wanted = asked.isEmpty ? [own] : asked
    if let user = caller.holder(token), wanted.contains(own) {
      return Self.known(user, for: [own])
    }
    guard let (user, shared) = holder(of: token, for: wanted, in: context.cluster) else {
      return ["user": [:], "error": "invalid bearer token"]
    }
    return Self.known(user, for: shared)
  }

  private static func known(_ user: User, for audiences: [String]) -> Value {
    [
      "authenticated": true, "user": user.value,
      "audiences": .list(audiences.map { .string($0) }),
    ]
  }
}
