// SPDX-License-Identifier: Apache-2.0

import Manifest
import PKI

/// A JSON Web Token: claims, and a signature that says who made them.
struct WebToken {
  let claims: Value

  init(_ claims: Value) { self.claims = claims }

  /// Reads a token that one of these keys has signed; nil for any other text.
  init?(_ text: String, keys: [String: PublicKey]) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3,
      let head = Base64URL.decode(parts[0]).flatMap({ try? JSON.parse($0, name: "token") }),
      let key = head["kid"]?.string.flatMap({ keys[$0] }),
      // The key says how it signs: what the token says of that is not to be trusted.
      let algorithm = key.tokenAlgorithm, head["alg"]?.string == algorithm,
      let signature = Base64URL.decode(parts[2]),
      key.verifies(signature, of: Array("\(parts[0]).\(parts[1])".utf8)),
      let claims = Base64URL.decode(parts[1]).flatMap({ try? JSON.parse($0, name: "token") })
    else { return nil }
    self.claims = claims
  }

  func signed(by key: PrivateKey, id: String) throws(PKIError) -> String {
    let head: Value = [
      "alg": .string(key.publicKey.tokenAlgorithm ?? ""), "kid": .string(id),
    ]
    let text = Base64URL.encode(JSON.bytes(head)) + "." + Base64URL.encode(JSON.bytes(claims))
    return text + "." + Base64URL.encode(try key.sign(Array(text.utf8)))
  }
}
