// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest
import PKI

/// A JSON Web Token, taken apart.
struct Token {
  let claims: Value
  private let signed: String
  private let signature: [UInt8]

  init?(_ text: String) {
    let words = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard words.count == 3, let bytes = [UInt8](base64: words[1]),
      let claims = try? JSON.parse(bytes), let signature = [UInt8](base64: words[2])
    else { return nil }
    self.claims = claims
    self.signature = signature
    signed = "\(words[0]).\(words[1])"
  }

  /// Whether the holder of a certificate made it, with RS256 or ES256.
  func isSigned(by certificate: Certificate) -> Bool {
    certificate.publicKey.verifies(signature, of: Array(signed.utf8))
  }

  func isSigned(with key: [UInt8]) -> Bool {
    signature == Digest.sha256.hmac(Array(signed.utf8), key: key)
  }

  func isOver(at seconds: Double) -> Bool { (claims["exp"]?.double ?? 0) <= seconds }

  /// The text of a token of the emulator's own.
  static func make(_ claims: Value, with key: [UInt8]) -> String {
    let head: Value = ["alg": "HS256", "typ": "JWT"]
    let signed = [head, claims].map { word(JSON.bytes($0)) }.joined(separator: ".")
    return "\(signed).\(word(Digest.sha256.hmac(Array(signed.utf8), key: key)))"
  }

  private static func word(_ bytes: [UInt8]) -> String {
    String(
      Base64.encode(bytes).replacing("+", with: "-").replacing("/", with: "_").prefix { $0 != "=" })
  }
}

extension World {
  /// Signs the emulator's own tokens. They open nothing but the emulator.
  private var key: [UInt8] { Array("emulator of \(settings.tenant)".utf8) }

  private var clock: Double { start + now.inSeconds }

  /// The answer of an endpoint that gives tokens.
  func grant(_ client: Client, tenant: String, for audience: String) -> (
    token: String, claims: Value
  ) {
    let until = Int64(clock) + Int64(settings.tokenSeconds)
    let claims: Value = [
      "aud": .string(audience), "iss": .string("https://sts.windows.net/\(tenant)/"),
      "iat": .int(Int64(clock)), "nbf": .int(Int64(clock)), "exp": .int(until),
      "appid": .string(client.id), "oid": .string(client.object), "sub": .string(client.object),
      "tid": .string(tenant), "ver": "1.0",
    ]
    return (Token.make(claims, with: key), claims)
  }

  /// Who calls.
  func authenticate(_ call: Call) throws(ARMError) -> Client {
    guard let header = call.headers["Authorization"] else {
      throw unauthorized(
        "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.")
    }
    guard header.lowercased().hasPrefix("bearer "), let token = Token(String(header.dropFirst(7))),
      token.isSigned(with: key), let id = token.claims.text("appid"), let client = who(id)
    else { throw unauthorized("InvalidAuthenticationToken", "The access token is invalid.") }
    guard !token.isOver(at: clock) else {
      throw unauthorized(
        "ExpiredAuthenticationToken", "The access token expiry UTC time has passed.")
    }
    guard token.claims.text("tid") == settings.tenant || call.path == "/tenants" else {
      throw unauthorized(
        "InvalidAuthenticationTokenTenant",
        "The access token is from the wrong issuer. It must match the tenant "
          + "'https://sts.windows.net/\(settings.tenant)/' associated with this subscription.")
    }
    return client
  }

  /// A client of the settings, or an identity that somebody made.
  private func who(_ id: String) -> Client? {
    settings.client(id) ?? identities.first { $0.id == id }
  }

  private func unauthorized(_ code: String, _ message: String) -> ARMError {
    var error = ARMError(401, code, message)
    error.headers["WWW-Authenticate"] = "Bearer error=\"invalid_token\""
    return error
  }

  /// Refuses what a client has no role for.
  func authorize(_ call: Call, _ id: ResourceID, _ client: Client) throws(ARMError) {
    let words = ["GET": "read", "HEAD": "read", "DELETE": "delete", "POST": "action"]
    let action = "\(id.type)/\(words[call.method] ?? "write")"
    guard client.denied.contains(where: { action.lowercased().hasPrefix($0) }) else { return }
    throw ARMError(
      403, "AuthorizationFailed",
      "The client '\(client.id)' with object id '\(client.object)' does not have authorization to perform "
        + "action '\(action)' over scope '\(id.text)' or the scope is invalid. If access was recently "
        + "granted, please refresh your credentials.")
  }
}
