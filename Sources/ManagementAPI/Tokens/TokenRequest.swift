// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What is asked of a token for a service account. Pure.
struct TokenRequest {
  static let kind = GroupVersionKind(
    group: "authentication.k8s.io", version: "v1", kind: "TokenRequest")

  let audiences: [String]
  let seconds: Int64
  /// An object that the token lives no longer than.
  let bound: Value?

  init(_ sent: Object, for account: String, issuer: String) throws(StatusError) {
    let isOther = sent.groupVersionKind.map { $0 != Self.kind } ?? !sent.kind.isEmpty
    if isOther {
      throw .badRequest(
        "the object provided is \(sent.apiVersion) \(sent.kind), but \(Self.kind.apiVersion) "
          + "\(Self.kind.kind) is expected")
    }
    guard sent.name.isEmpty || sent.name == account else {
      throw .badRequest(
        "name in URL does not match name in TokenRequest object")
    }
    let asked = (sent.spec["audiences"]?.list ?? []).compactMap(\.string)
    audiences = asked.isEmpty ? [issuer] : asked
    seconds = sent.spec["expirationSeconds"]?.int ?? 3600
    let bound = sent.spec["boundObjectRef"]
    self.bound = bound?.isNull == false ? bound : nil
    if let fault { throw .invalid(Self.kind.groupKind, name: "", [fault]) }
  }

  private var fault: FieldError? {
    let path = "spec.expirationSeconds"
    if seconds < 600 {
      return .invalid(path, .int(seconds), "may not specify a duration less than 10 minutes")
    }
    if seconds > 1 << 32 {
      return .invalid(path, .int(seconds), "may not specify a duration larger than 2^32 seconds")
    }
    return nil
  }

  /// What the token says. `bound` is the object that it lives no longer than.
  func claims(for account: Object, bound: Object?, issuer: String, now: Time) -> Value {
    func named(_ object: Object) -> Value {
      ["name": .string(object.name), "uid": .string(object.metadata.uid ?? "")]
    }
    let namespace = account.namespace ?? ""
    var place: Value = ["namespace": .string(namespace)]
    if let bound { place[bound.kind.lowercased()] = named(bound) }
    place["serviceaccount"] = named(account)
    return [
      "aud": .list(audiences.map { .string($0) }), "exp": .int(now.seconds + seconds),
      "iat": .int(now.seconds), "iss": .string(issuer), "jti": .string(freshUID()),
      "kubernetes.io": place, "nbf": .int(now.seconds),
      "sub": .string("system:serviceaccount:\(namespace):\(account.name)"),
    ]
  }

  /// What is answered: the request, with what it has come to.
  func answer(_ token: String, for account: Object, now: Time) -> Value {
    [
      "kind": .string(Self.kind.kind), "apiVersion": .string(Self.kind.apiVersion),
      "metadata": [
        "name": .string(account.name), "namespace": .string(account.namespace ?? ""),
        "creationTimestamp": .string("\(now)"),
      ],
      "spec": [
        "audiences": .list(audiences.map { .string($0) }), "expirationSeconds": .int(seconds),
        "boundObjectRef": bound ?? .null,
      ],
      "status": [
        "token": .string(token), "expirationTimestamp": .string("\(now + .seconds(seconds))"),
      ],
    ]
  }
}
