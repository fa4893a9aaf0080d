// SPDX-License-Identifier: Apache-2.0

import Manifest

extension World {
  /// The sign-in endpoint: `/<tenant>/oauth2/v2.0/token`, and where clients look for it.
  mutating func signIn(_ call: Call, _ words: [Substring]) -> Reply {
    let tenant = words.first.map(String.init) ?? ""
    switch (call.method, words.dropFirst().joined(separator: "/")) {
    case ("GET", "v2.0/.well-known/openid-configuration"),
      ("GET", ".well-known/openid-configuration"):
      return openID(call, tenant)
    case ("POST", "oauth2/v2.0/token"), ("POST", "oauth2/token"): return token(call, tenant)
    default:
      return ARMError(404, "InvalidResourcePath", "There is nothing at '\(call.path)'.").reply
    }
  }

  private func openID(_ call: Call, _ tenant: String) -> Reply {
    let root = "\(call.base)/\(tenant)"
    return Reply(
      200,
      [
        "issuer": .string("\(root)/v2.0"), "token_endpoint": .string("\(root)/oauth2/v2.0/token"),
        "authorization_endpoint": .string("\(root)/oauth2/v2.0/authorize"),
        "device_authorization_endpoint": .string("\(root)/oauth2/v2.0/devicecode"),
        "jwks_uri": .string("\(root)/discovery/v2.0/keys"), "tenant_region_scope": "EU",
      ])
  }

  private func token(_ call: Call, _ tenant: String) -> Reply {
    let form = Form(call.body)
    do throws(SignInError) {
      let client = try recognized(form, tenant, call)
      let audience = form["scope"]?.replacing("/.default", with: "") ?? form["resource"] ?? ""
      let (token, _) = grant(client, tenant: tenant, for: audience)
      return Reply(
        200,
        [
          "token_type": "Bearer", "expires_in": .int(Int64(settings.tokenSeconds)),
          "ext_expires_in": .int(Int64(settings.tokenSeconds)), "access_token": .string(token),
        ])
    } catch {
      return error.reply(nextTrace: stableUUID("trace \(journal.count)"), at: time(now))
    }
  }

  private func recognized(
    _ form: Form, _ tenant: String, _ call: Call
  ) throws(SignInError) -> Client {
    guard settings.tenants.contains(tenant) else { throw .noTenant(tenant) }
    guard form["grant_type"] == "client_credentials" else {
      throw SignInError(
        400, "unsupported_grant_type", 70003,
        "The app requested an unsupported grant type '\(form["grant_type"] ?? "")'.")
    }
    let id = form["client_id"] ?? ""
    guard let client = settings.client(id) else { throw .noClient(id, tenant) }
    guard let assertion = form["client_assertion"] else {
      try checkSecret(form["client_secret"], of: client)
      return client
    }
    try checkAssertion(assertion, of: client, tenant, call)
    return client
  }

  private func checkSecret(_ secret: String?, of client: Client) throws(SignInError) {
    guard let secret else {
      throw SignInError(
        401, "invalid_client", 7_000_218,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
      )
    }
    guard secret == client.secret else {
      throw SignInError(
        401, "invalid_client", 7_000_215,
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret "
          + "value, not the client secret ID, for a secret added to app '\(client.id)'.")
    }
    guard !client.isSecretExpired else {
      throw SignInError(
        401, "invalid_client", 7_000_222,
        "The provided client secret keys for app '\(client.id)' are expired.")
    }
  }

  /// A token that the client signed with its certificate, or that somebody it trusts has given it.
  private func checkAssertion(
    _ text: String, of client: Client, _ tenant: String, _ call: Call
  ) throws(SignInError) {
    guard let token = Token(text) else {
      throw SignInError(401, "invalid_client", 50027, "JWT token is invalid or malformed.")
    }
    guard !token.isOver(at: start + now.inSeconds) else {
      throw SignInError(
        401, "invalid_client", 700_024, "Client assertion is not within its valid time range.")
    }
    let claims = token.claims
    if claims.text("iss")?.lowercased() == client.id.lowercased(), let own = client.certificate {
      let endpoints = ["oauth2/v2.0/token", "oauth2/token"].map { "\(call.base)/\(tenant)/\($0)" }
      guard token.isSigned(by: own), endpoints.contains(claims.text("aud") ?? "") else {
        throw SignInError(
          401, "invalid_client", 700_027,
          "The certificate with identifier used to sign the client assertion is not registered on application."
        )
      }
      return
    }
    let isFederated = client.federated.contains { known in
      ["issuer": "iss", "subject": "sub", "audience": "aud"].allSatisfy { field, claim in
        let audiences = claims.items(claim).compactMap(\.string) + [claims.text(claim) ?? ""]
        return audiences.contains(known.text(field) ?? "?")
      }
    }
    guard isFederated else {
      throw SignInError(
        400, "invalid_request", 70021,
        "No matching federated identity record found for presented assertion. Assertion Issuer: "
          + "'\(claims.text("iss") ?? "")'. Assertion Subject: '\(claims.text("sub") ?? "")'.")
    }
  }
}
