// SPDX-License-Identifier: Apache-2.0

import Log
import Manifest
import PKI

/// A token that an application makes for itself, signed with the key of its certificate.
struct ClientAssertion {
  let client: String
  /// The place that it is shown to.
  let audience: String
  /// In seconds of the common era.
  let now: Int64
  /// Told apart from all others.
  let id: String

  /// Signed with what `pem` holds, a certificate and its key in any order; nil where the key is not the
  /// certificate's.
  func signed(with pem: Secret<String>) throws(PKIError) -> String? {
    let certificate = try Certificate(pem: pem.reveal())
    let key = try PrivateKey(pem: pem.reveal())
    guard certificate.publicKey.der == key.publicKey.der else { return nil }
    let text = Self.part(header(certificate)) + "." + Self.part(claims)
    let signature = try key.sign(Array(text.utf8))
    return text + "." + Self.web(Base64.encode(signature))
  }

  private func header(_ certificate: Certificate) -> Value {
    [
      "alg": .string(certificate.publicKey.tokenAlgorithm ?? "RS256"), "typ": "JWT",
      "x5t": .string(Self.web(Base64.encode(Digest.sha1(certificate.der)))),
      "x5t#S256": .string(Self.web(Base64.encode(Digest.sha256(certificate.der)))),
    ]
  }

  private var claims: Value {
    [
      "aud": .string(audience), "iss": .string(client), "sub": .string(client),
      "jti": .string(id), "nbf": .int(now - 30), "iat": .int(now), "exp": .int(now + 600),
    ]
  }

  private static func part(_ value: Value) -> String {
    web(Base64.encode(Array(JSON.text(value).utf8)))
  }

  /// As it may stand in a URL.
  private static func web(_ base64: String) -> String {
    String(
      base64.compactMap { character -> Character? in
        switch character {
        case "+": "-"
        case "/": "_"
        case "=": nil
        default: character
        }
      })
  }
}
