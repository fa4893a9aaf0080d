// SPDX-License-Identifier: Apache-2.0

package import Log
import Manifest

/// A token that stands for a service account for a while.
package struct BoundToken: Sendable {
  package let token: Secret<String>
  package let expiry: Time?
}

/// Something that one might want to do.
package struct AccessQuestion: Sendable, Hashable {
  package var verb: String
  package var address: Address

  /// `verb` is one of `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`.
  package init(_ verb: String, _ address: Address) {
    self.verb = verb
    self.address = address
  }
}

extension KubeClient {
  /// A token of a service account, for those who ask for one of `audiences`.
  package func requestToken(
    namespace: String, serviceAccount: String, audiences: [String] = [],
    lifetime: Duration = .seconds(3600)
  ) async throws(StatusError) -> BoundToken {
    var spec: Value = ["expirationSeconds": .int(lifetime.components.seconds)]
    if !audiences.isEmpty { spec["audiences"] = .list(audiences.map { .string($0) }) }
    let request = Object([
      "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec,
    ])
    let accounts = Resource(group: "", version: "v1", plural: "serviceaccounts")
    let answer = try await create(
      request,
      at: Address(
        accounts, namespace: namespace, name: serviceAccount, subresource: "token"))
    guard let token = answer.status["token"]?.string, !token.isEmpty else {
      throw .internalError("the server gave no token for \(namespace)/\(serviceAccount)")
    }
    return BoundToken(
      token: Secret(token),
      expiry: answer.status["expirationTimestamp"]?.string.flatMap(Time.init))
  }

  /// Whether we may do something, as the server sees it.
  package func may(_ question: AccessQuestion) async throws(StatusError) -> Bool {
    let address = question.address
    var attributes: Value = [
      "verb": .string(question.verb), "group": .string(address.resource.group),
      "version": .string(address.resource.version), "resource": .string(address.resource.plural),
    ]
    for (key, text) in [
      ("namespace", address.namespace), ("name", address.name),
      ("subresource", address.subresource),
    ] {
      if let text { attributes[key] = .string(text) }
    }
    let review = Object([
      "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
      "spec": ["resourceAttributes": attributes],
    ])
    let reviews = Resource(
      group: "authorization.k8s.io", version: "v1", plural: "selfsubjectaccessreviews")
    return try await create(review, at: Address(reviews)).status["allowed"]?.bool ?? false
  }
}
