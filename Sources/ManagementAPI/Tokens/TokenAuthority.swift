// SPDX-License-Identifier: Apache-2.0

package import PKI

/// Makes tokens for service accounts, and knows its own again.
package struct TokenAuthority: Sendable {
  /// Whom tokens are for that say nothing else: this API.
  package static let defaultIssuer = "https://kubernetes.default.svc"

  let key: PrivateKey
  /// What the key is called in tokens.
  let keyID: String
  /// Keys whose tokens are taken: the one that signs, and those that did before.
  let keys: [String: PublicKey]
  let issuer: String

  /// `formerKeys` have signed tokens that may still be in use.
  package init(
    _ key: PrivateKey, formerKeys: [PublicKey] = [],
    issuer: String = TokenAuthority.defaultIssuer
  ) {
    self.key = key
    self.issuer = issuer
    keyID = Self.identifier(of: key.publicKey)
    keys = Dictionary(
      ([key.publicKey] + formerKeys).map { (Self.identifier(of: $0), $0) },
      uniquingKeysWith: { first, _ in first })
  }

  private static func identifier(of key: PublicKey) -> String {
    Base64URL.encode(Digest.sha256(key.der))
  }
}
