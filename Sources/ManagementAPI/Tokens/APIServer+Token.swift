// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import PKI

extension APIServer {
  /// Makes a token for the service account that the address names.
  func issueToken(
    _ sent: Object, _ write: WriteOptions, _ context: Context
  ) throws(StatusError) -> Reply {
    guard let authority = tokens else { throw .noSuchResource() }
    let account = try context.presented(try seen(context))
    let request = try TokenRequest(sent, for: account.name, issuer: authority.issuer)
    let bound = try request.bound.map { (reference) throws(StatusError) in
      try find(bound: reference, context)
    }
    let claims = request.claims(
      for: account, bound: bound, issuer: authority.issuer, now: context.now)
    do throws(PKIError) {
      let token = try WebToken(claims).signed(by: authority.key, id: authority.keyID)
      return Reply(request.answer(token, for: account, now: context.now), created: true)
    } catch {
      throw .internalError("\(error)")
    }
  }

  private func find(bound reference: Value, _ context: Context) throws(StatusError) -> Object {
    let kind = reference["kind"]?.string ?? ""
    let plurals = ["Pod": "pods", "Secret": "secrets"]
    guard reference["apiVersion"]?.string == "v1", let plural = plurals[kind] else {
      throw .badRequest("cannot bind token for serviceaccount to object of type \(kind)")
    }
    var address = Address(
      Resource(group: "", version: "v1", plural: plural), namespace: context.address.namespace,
      name: reference["name"]?.string ?? "")
    let found = Object(try seen(try self.context(for: address, in: context.cluster)).body)
    let uid = reference["uid"]?.string ?? ""
    guard uid.isEmpty || uid == found.metadata.uid else {
      address.resource.plural = kind
      throw .conflict(
        address,
        "the UID in the bound object reference (\(uid)) does not match the UID in record. The "
          + "object might have been deleted and then recreated")
    }
    return found
  }

  /// Whose token this is, and for which of these audiences; nil where it is none of ours, or no longer good.
  func holder(
    of token: String, for audiences: [String]? = nil, in cluster: String
  ) -> (user: User, audiences: [String])? {
    guard let authority = tokens, let token = WebToken(token, keys: authority.keys) else {
      return nil
    }
    let claims = token.claims
    let now = now().seconds
    guard claims["iss"]?.string == authority.issuer, now < claims["exp"]?.int ?? 0,
      now >= claims["nbf"]?.int ?? 0
    else { return nil }
    let wanted = audiences ?? [authority.issuer]
    let shared = (claims["aud"]?.list ?? []).compactMap(\.string).filter(wanted.contains)
    guard !shared.isEmpty, let user = account(claims["kubernetes.io"] ?? [:], in: cluster) else {
      return nil
    }
    return (user, shared)
  }

  /// The account of a token's claims, if it and what the token is bound to are still the same.
  private func account(_ claims: Value, in cluster: String) -> User? {
    let namespace = claims["namespace"]?.string ?? ""
    func isThere(_ plural: String, _ claim: String) -> Bool {
      let key = StoreKey(
        Collection(cluster: cluster, resource: plural), namespace: namespace,
        name: claims[claim, "name"]?.string ?? "")
      guard let found = store.find(key), let uid = claims[claim, "uid"]?.string else {
        return false
      }
      return found.identity.uid == uid && !found.isDeleting
    }
    guard isThere("serviceaccounts", "serviceaccount"),
      claims["pod"] == nil || isThere("pods", "pod"),
      claims["secret"] == nil || isThere("secrets", "secret")
    else { return nil }
    let name = claims["serviceaccount", "name"]?.string ?? ""
    return User(
      account: name, in: namespace, uid: claims["serviceaccount", "uid"]?.string ?? "")
  }
}
